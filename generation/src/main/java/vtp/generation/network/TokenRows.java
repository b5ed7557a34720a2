package vtp.generation.network;

import java.util.ArrayList;
import java.util.List;
import vtp.kernels.Mat;

/**
 * How rows stand for the tokens of pictures, picture after picture.
 *
 * @param starts first row of each picture, and the end
 * @param groups the rows of neighbours that have the same condition, which one operation takes together
 */
@SuppressWarnings("ArrayRecordComponent") // read by the kernels, never compared
record TokenRows(int[] starts, List<Group> groups) {

    /**
     * Rows of one condition.
     *
     * @param from the first of them
     * @param count how many
     * @param condition its index among those of the call
     */
    record Group(int from, int count, int condition) {
        Mat of(Mat x) {
            return x.rows(from, count);
        }
    }

    /**
     * The rows of some of a call's pictures.
     *
     * @param tokens T, of each picture
     * @param conditions the index of each picture's condition
     * @param first the first picture
     * @param count how many
     */
    static TokenRows of(int tokens, int[] conditions, int first, int count) {
        int[] starts = new int[count + 1];
        List<Group> groups = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= count; i++) {
            starts[i] = i * tokens;
            if (i == count || conditions[first + i] != conditions[first + begin]) {
                groups.add(new Group(begin * tokens, (i - begin) * tokens, conditions[first + begin]));
                begin = i;
            }
        }
        return new TokenRows(starts, List.copyOf(groups));
    }

    /** The rows of one picture. */
    Mat picture(Mat x, int picture) {
        return x.rows(starts[picture], starts[picture + 1] - starts[picture]);
    }
}
