package vtp.engine.image.vp8;

import java.util.Scanner;

/** A table of numbers, written as the RFC prints it. */
final class Numbers {
    private Numbers() {}

    /** Returns the numbers of a text, which blanks and line ends separate. */
    static int[] of(String text) {
        return new Scanner(text).tokens().mapToInt(Integer::parseInt).toArray();
    }
}
