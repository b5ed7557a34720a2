package vtp.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import vtp.loader.Csv;

/**
 * Where the pictures of an index lie in a plane: the two principal components in which their class tokens differ most,
 * and clusters of them. Components and clusters are found from some {@value #SAMPLE} pictures, drawn at random; all are
 * then placed. The same index gives the same map.
 *
 * @since 0.1.0
 */
public final class PictureMap {
    /** How many clusters there are at most if nothing is said. */
    public static final int DEFAULT_CLUSTERS = 12;

    static final int SAMPLE = 2000;
    private static final int SEED = 1;

    private final List<Spot> spots;

    private PictureMap(List<Spot> spots) {
        this.spots = spots;
    }

    /**
     * A picture in its place.
     *
     * @param id its number in this map, from 0
     * @param x its first principal component
     * @param y its second
     * @param cluster the number of its cluster, from 0
     */
    public record Spot(int id, double x, double y, int cluster, IndexedPicture picture) {}

    /**
     * Makes the map of an index.
     *
     * @param clusters how many, at least 1; there are fewer if there are fewer pictures
     * @throws IllegalArgumentException if there is to be no cluster
     * @throws SearchException if the index has no pictures, or cannot be read
     */
    public static PictureMap of(ImageSearcher index, int clusters) throws IOException {
        if (clusters < 1) {
            throw new IllegalArgumentException(clusters + " clusters: must be at least 1");
        }
        return index.with(searcher -> {
            List<float[]> sample = new ArrayList<>();
            int pictures = searcher.getIndexReader().numDocs();
            Random random = new Random(SEED);
            AllPictures.forEach(searcher.getIndexReader(), (place, feature) -> {
                if (random.nextInt(pictures) < SAMPLE) {
                    sample.add(feature);
                }
            });
            if (sample.isEmpty()) {
                throw new SearchException(index.folder(), "has no pictures");
            }
            Plane plane = new Plane(sample, clusters);
            List<Spot> spots = new ArrayList<>();
            AllPictures.forEach(searcher.getIndexReader(), (place, feature) -> {
                double[] components = plane.components(feature);
                spots.add(new Spot(
                        spots.size(), components[0], components[1], plane.cluster(components), place.picture()));
            });
            return new PictureMap(List.copyOf(spots));
        });
    }

    /** The pictures, in the order of the index. */
    public List<Spot> spots() {
        return spots;
    }

    /**
     * Writes a table, id,x,y,cluster,path,label; one that exists is replaced.
     *
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public void writeCsv(Path file) throws IOException {
        try (Csv csv = Csv.open(file, "id", "x", "y", "cluster", "path", "label")) {
            for (Spot spot : spots) {
                String label = spot.picture.label();
                csv.row(
                        spot.id,
                        String.format(Locale.ROOT, "%.6f", spot.x),
                        String.format(Locale.ROOT, "%.6f", spot.y),
                        spot.cluster,
                        spot.picture.name(),
                        label == null ? "" : label);
            }
            csv.finish();
        }
    }
}
