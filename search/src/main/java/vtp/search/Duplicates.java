package vtp.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.VectorUtil;

/**
 * Finds pictures that look nearly the same: whose class tokens have a cosine of at least a threshold. Near equality is
 * transitive here: where a is nearly b, and b nearly c, the three are one group, even if a and c are further apart.
 *
 * <p>Neighbours are looked for in the index's graph, {@value #NEIGHBOURS} of each picture at first and more where all
 * of them are near; so the work grows with the number of pictures, not with its square.
 *
 * @since 0.1.0
 */
public final class Duplicates {
    /** Most copies of a picture in another size, format or quality have at least this cosine; few other pictures do. */
    public static final double DEFAULT_THRESHOLD = 0.97;

    private static final int NEIGHBOURS = 32;

    private Duplicates() {}

    /**
     * Pictures that are nearly equal, at least two: the one with the largest file first, with 1 as its score, then the
     * others with their cosines to it, the closest first.
     */
    public record Group(List<Hit> pictures) {}

    /**
     * Finds all groups.
     *
     * @param threshold the cosine from which on two pictures are nearly equal, over 0 and at most 1
     * @return the largest group first
     * @throws IllegalArgumentException if the threshold is none
     * @throws SearchException if the index cannot be read
     */
    public static List<Group> find(ImageSearcher index, double threshold) throws IOException {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "the threshold is " + threshold + ", but a cosine over 0 and at most 1" + " is needed");
        }
        return index.with(searcher -> groups(searcher, threshold));
    }

    private static List<Group> groups(IndexSearcher searcher, double threshold) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        int[] leaders = new int[reader.maxDoc()];
        for (int i = 0; i < leaders.length; i++) {
            leaders[i] = i;
        }
        AllPictures.forEach(reader, (place, feature) -> {
            for (Found near : near(searcher, feature, threshold)) {
                int a = leader(leaders, place.number());
                int b = leader(leaders, near.place().number());
                leaders[Math.max(a, b)] = Math.min(a, b);
            }
        });
        Map<Integer, List<Member>> members = new LinkedHashMap<>();
        int[] sizes = new int[leaders.length];
        for (int i = 0; i < leaders.length; i++) {
            sizes[leader(leaders, i)]++;
        }
        AllPictures.forEach(reader, (place, feature) -> {
            int leader = leader(leaders, place.number());
            if (sizes[leader] > 1) {
                members.computeIfAbsent(leader, none -> new ArrayList<>()).add(new Member(place.picture(), feature));
            }
        });
        return members.values().stream()
                .map(Duplicates::group)
                .sorted(Comparator.comparingInt((Group group) -> -group.pictures.size()))
                .toList();
    }

    /** All pictures that are near enough, itself included. */
    private static List<Found> near(IndexSearcher searcher, float[] feature, double threshold) throws IOException {
        int most = NEIGHBOURS;
        List<Found> found = GraphSearch.closest(searcher, IndexedFeature.CLS, feature, most);
        while (found.size() == most && found.getLast().score() >= threshold) {
            most *= 4;
            found = GraphSearch.closest(searcher, IndexedFeature.CLS, feature, most);
        }
        return found.stream().filter(one -> one.score() >= threshold).toList();
    }

    private static int leader(int[] leaders, int number) {
        int leader = number;
        while (leaders[leader] != leader) {
            leaders[leader] = leaders[leaders[leader]];
            leader = leaders[leader];
        }
        return leader;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Member(IndexedPicture picture, float[] feature) {}

    private static Group group(List<Member> members) {
        members.sort(Comparator.comparingLong((Member member) -> -member.picture.sizeBytes())
                .thenComparing(member -> member.picture.name()));
        Member first = members.getFirst();
        List<Hit> others = new ArrayList<>();
        for (Member member : members.subList(1, members.size())) {
            others.add(new Hit(member.picture, VectorUtil.dotProduct(first.feature, member.feature)));
        }
        others.sort(Comparator.comparingDouble((Hit hit) -> -hit.score()));
        others.add(0, new Hit(first.picture, 1));
        return new Group(List.copyOf(others));
    }
}
