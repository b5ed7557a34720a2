package vtp.server.api;

import java.util.List;
import vtp.engine.tensor.Latents;

/** Joins rows of results to arrays. */
final class Tensors {
    private Tensors() {}

    /** Rows of one length, one after the other. */
    static float[] joined(List<float[]> rows) {
        int width = rows.get(0).length;
        float[] all = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * width, width);
        }
        return all;
    }

    /** Latents of one size as a batch. */
    static Latents stacked(List<Latents> each) {
        Latents first = each.get(0);
        float[] data = joined(each.stream().map(Latents::data).toList());
        return new Latents(data, each.size(), first.channels(), first.height(), first.width());
    }
}
