package vtp.evaluation.reconstruction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import vtp.datasets.ChannelMoments;
import vtp.datasets.ExtractedRows;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Measure;
import vtp.loader.Csv;

/**
 * What all pictures of a data set have lost: each measure's mean over pictures, and which pictures are best, in the
 * middle, and worst. The measures of a picture are read twice, and its PSNR alone is held.
 *
 * @since 0.1.0
 */
public final class ReconstructionEvaluation {
    private static final List<String> NAMES = List.of("psnr_db", "ssim", "ssim_interior", "l1", "mse", "lpips");
    private static final long INDEX = 0xffff_ffffL;

    private final Map<String, Measure> means;
    private final long pictures;
    private final long lossless;
    private final SortedMap<Integer, Integer> histogram;
    private final List<Kept> best;
    private final List<Kept> middle;
    private final List<Kept> worst;

    private ReconstructionEvaluation(
            Map<String, Measure> means,
            long pictures,
            long lossless,
            SortedMap<Integer, Integer> histogram,
            List<Kept> best,
            List<Kept> middle,
            List<Kept> worst) {
        this.means = means;
        this.pictures = pictures;
        this.lossless = lossless;
        this.histogram = histogram;
        this.best = best;
        this.middle = middle;
        this.worst = worst;
    }

    /**
     * A picture that is worth looking at.
     *
     * @param name in the data set
     * @param psnrDb how much of it survived
     */
    public record Kept(String name, double psnrDb) {}

    /**
     * Takes what {@link ReconstructionEncoder} measured, and writes a row for each picture.
     *
     * @param folder of the extraction
     * @param withLpips whether a perceptual distance was measured
     * @param csv the table to write
     * @param kept how many of the best, of the middle and of the worst are remembered
     * @throws EvaluationException if no picture could be used
     */
    public static ReconstructionEvaluation of(Path folder, boolean withLpips, Path csv, int kept) throws IOException {
        try (ExtractedRows rows = ExtractedRows.open(folder, ReconstructionEncoder.measures(withLpips))) {
            if (rows.count() == 0) {
                throw new EvaluationException(folder.toString(), "no picture could be reconstructed");
            }
            Reading reading = new Reading(withLpips, rows.count());
            try (Csv table = Csv.open(csv, columns(withLpips))) {
                rows.visit(new ExtractedRows.Visitor() {
                    @Override
                    public void row(String name, long label, float[] row) throws IOException {
                        table.row(reading.add(name, row));
                    }

                    @Override
                    public void failed(String name, long label, String why) throws IOException {
                        Object[] cells = columns(withLpips);
                        Arrays.fill(cells, "");
                        cells[0] = name;
                        cells[cells.length - 1] = why;
                        table.row(cells);
                    }
                });
                table.finish();
            }
            return reading.evaluation(rows, kept);
        }
    }

    private static Object[] columns(boolean withLpips) {
        List<Object> columns = new ArrayList<>(List.of("picture"));
        columns.addAll(NAMES.subList(0, withLpips ? NAMES.size() : NAMES.size() - 1));
        columns.add("error");
        return columns.toArray();
    }

    /** The first time through. */
    private static final class Reading {
        private final boolean withLpips;
        private final ChannelMoments psnr = new ChannelMoments(1);
        private final ChannelMoments others;
        /** PSNR in the upper half, so that it sorts, and the row in the lower. */
        private final long[] order;

        private final SortedMap<Integer, Integer> histogram = new TreeMap<>();
        private int count;

        Reading(boolean withLpips, int pictures) {
            this.withLpips = withLpips;
            this.others = new ChannelMoments(withLpips ? 5 : 4);
            this.order = new long[pictures];
        }

        /** Returns the cells of its row. */
        Object[] add(String name, float[] row) {
            float psnrDb = (float) Likeness.psnrDb(row[0]);
            if (Float.isFinite(psnrDb)) {
                psnr.add(new float[] {psnrDb});
                histogram.merge((int) Math.floor(psnrDb), 1, Integer::sum);
            }
            others.add(row);
            order[count] = ((long) sortable(psnrDb) << Integer.SIZE) | count;
            count++;
            List<Object> cells = new ArrayList<>(List.of(name, psnrDb, row[2], row[3], row[1], row[0]));
            if (withLpips) {
                cells.add(row[4]);
            }
            cells.add("");
            return cells.toArray();
        }

        /** An integer whose order is that of the floats. */
        private static int sortable(float value) {
            int bits = Float.floatToIntBits(value);
            return bits ^ ((bits >> (Integer.SIZE - 1)) & Integer.MAX_VALUE);
        }

        ReconstructionEvaluation evaluation(ExtractedRows rows, int kept) throws IOException {
            Arrays.sort(order);
            int some = Math.min(kept, count);
            int half = (count - some) / 2;
            Map<Integer, Kept> found = new LinkedHashMap<>();
            List<Integer> worst = indices(0, some);
            List<Integer> middle = indices(half, some);
            List<Integer> best = new ArrayList<>(indices(count - some, some));
            Collections.reverse(best);
            List.of(worst, middle, best).forEach(list -> list.forEach(index -> found.put(index, new Kept("", 0))));
            int[] at = {0};
            rows.visit((name, label, row) ->
                    found.computeIfPresent(at[0]++, (index, none) -> new Kept(name, Likeness.psnrDb(row[0]))));
            return new ReconstructionEvaluation(
                    means(),
                    count,
                    count - psnr.count(),
                    histogram,
                    of(found, best),
                    of(found, middle),
                    of(found, worst));
        }

        private List<Integer> indices(int from, int some) {
            return Arrays.stream(order, from, from + some)
                    .mapToObj(value -> (int) (value & INDEX))
                    .toList();
        }

        private static List<Kept> of(Map<Integer, Kept> found, List<Integer> indices) {
            return indices.stream().map(found::get).toList();
        }

        private Map<String, Measure> means() {
            Map<String, Measure> means = new LinkedHashMap<>();
            means.put(
                    NAMES.get(0),
                    psnr.count() == 0
                            ? Measure.without(Double.POSITIVE_INFINITY)
                            : Measure.mean(psnr.mean()[0], psnr.std()[0], psnr.count()));
            int[] places = {2, 3, 1, 0, 4};
            for (int i = 0; i < others.channels(); i++) {
                int place = places[i];
                means.put(NAMES.get(i + 1), Measure.mean(others.mean()[place], others.std()[place], others.count()));
            }
            return means;
        }
    }

    /**
     * Returns the means over pictures: psnr_db, of those that lost anything, ssim, ssim_interior, l1, mse and, if it
     * was measured, lpips.
     */
    public Map<String, Measure> means() {
        return means;
    }

    /** Returns how many pictures were measured. */
    public long pictures() {
        return pictures;
    }

    /** Returns how many of them lost nothing. */
    public long lossless() {
        return lossless;
    }

    /** Returns how many pictures have a PSNR of so many decibels and less than one more, as far as it is finite. */
    public SortedMap<Integer, Integer> histogram() {
        return Collections.unmodifiableSortedMap(histogram);
    }

    /** Returns the pictures of the highest PSNR, the best first. */
    public List<Kept> best() {
        return best;
    }

    /** Returns the pictures about the median of PSNR. */
    public List<Kept> middle() {
        return middle;
    }

    /** Returns the pictures of the lowest PSNR, the worst first. */
    public List<Kept> worst() {
        return worst;
    }
}
