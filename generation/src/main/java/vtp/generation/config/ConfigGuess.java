package vtp.generation.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;

/**
 * Reads the architecture of a LightningDiT off its tensors. All of it is written there but the number of heads of a
 * network that neither rotates nor normalises its queries; then it is that of the known size with this width, or else
 * heads of 64.
 *
 * @since 0.1.0
 */
public final class ConfigGuess {
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,9})\\..*");
    private static final int USUAL_HEAD = 64;

    private final String where;
    private final Map<String, List<Long>> shapes;

    private ConfigGuess(String where, Map<String, List<Long>> shapes) {
        this.where = where;
        this.shapes = shapes;
    }

    /**
     * The architecture.
     *
     * @param where what messages call the file
     * @param shapes of its tensors, by their names
     * @throws ModelException if these are no LightningDiT's, or make no network
     */
    public static DitConfig of(String where, Map<String, List<Long>> shapes) throws ModelException {
        return new ConfigGuess(where, shapes).guess();
    }

    private DitConfig guess() throws ModelException {
        List<Long> embed = shape("x_embedder.proj.weight", 4);
        List<Long> position = shape("pos_embed", 3);
        List<Long> labels = shape("y_embedder.embedding_table.weight", 2);
        int width = Math.max(1, size(embed, 0));
        int channels = size(embed, 1);
        int patch = size(embed, 2);
        int grid = (int) Math.round(Math.sqrt(size(position, 1)));
        long modulations = shape("blocks.0.adaLN_modulation.1.weight", 2).get(0);
        long out = shape("final_layer.linear.weight", 2).get(0);
        DitConfig config = new DitConfig(
                depth(),
                width,
                heads(width),
                patch,
                grid * patch,
                channels,
                Math.max(1, size(labels, 0)) - 1,
                shapes.containsKey("blocks.0.attn.q_norm.weight"),
                shapes.containsKey("blocks.0.norm1.weight"),
                shapes.containsKey("blocks.0.mlp.w12.weight"),
                shapes.containsKey("feat_rope.freqs_cos"),
                modulations == 4L * width,
                out == 2L * channels * patch * patch);
        config.check(where);
        return config;
    }

    private int depth() {
        int depth = 0;
        for (String name : shapes.keySet()) {
            Matcher block = BLOCK.matcher(name);
            if (block.matches()) {
                depth = Math.max(depth, Integer.parseInt(block.group(1)) + 1);
            }
        }
        return depth;
    }

    private int heads(int width) throws ModelException {
        List<Long> table = shapes.get("feat_rope.freqs_cos");
        List<Long> norm = shapes.get("blocks.0.attn.q_norm.weight");
        boolean told = (table != null && table.size() == 2) || (norm != null && norm.size() == 1);
        long head = table != null && table.size() == 2
                ? table.get(1)
                : norm != null && norm.size() == 1 ? norm.get(0) : usualHead(width);
        if (head < 1 || width % head != 0) {
            throw new ModelException(
                    where,
                    "width " + width + " is not shared by heads of " + head
                            + (told ? "" : ", the usual; give the trainer's configuration, which has their number"));
        }
        return (int) (width / head);
    }

    private static int usualHead(int width) {
        for (DitSize size : DitSize.values()) {
            if (size.width() == width) {
                return width / size.heads();
            }
        }
        return USUAL_HEAD;
    }

    private List<Long> shape(String name, int dimensions) throws ModelException {
        @Nullable List<Long> shape = shapes.get(name);
        if (shape == null) {
            throw new ModelException(
                    where, "is no LightningDiT: it has no tensor " + name + " but " + shapes.size() + " others");
        }
        if (shape.size() != dimensions) {
            throw new ModelException(
                    where, "tensor " + name + " has " + shape.size() + " dimensions, must have " + dimensions);
        }
        return shape;
    }

    private static int size(List<Long> shape, int dimension) {
        return (int) Math.min(DitConfig.MOST + 1, shape.get(dimension));
    }
}
