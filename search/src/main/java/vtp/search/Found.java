package vtp.search;

import java.util.Comparator;

/** A place in an index, and how close its picture is. */
record Found(IndexSnapshot.Place place, float score) {
    /** Of pictures with the same score, the one that was indexed first comes first. */
    static final Comparator<Found> CLOSEST_FIRST =
            Comparator.comparingDouble((Found found) -> -found.score).thenComparingInt(found -> found.place.number());
}
