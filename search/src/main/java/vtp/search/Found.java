package vtp.search;

import java.util.Comparator;

/** A place in an index, and how close its picture is. */
record Found(IndexSnapshot.Place place, float score) {
    /** Of equals, the one that was put in first comes first. */
    static final Comparator<Found> CLOSEST_FIRST =
            Comparator.comparingDouble((Found found) -> -found.score).thenComparingInt(found -> found.place.number());
}
