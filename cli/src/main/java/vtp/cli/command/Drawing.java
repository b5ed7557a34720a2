package vtp.cli.command;

import java.util.Locale;

/**
 * A picture to be drawn.
 *
 * @param index that its noise comes from
 * @param label the number of its class
 * @param labelName the name of its class, or its number
 */
record Drawing(long index, int label, String labelName) {
    /** What its files are named by: the index, in six digits at least, as the reference does it. */
    String name() {
        return String.format(Locale.ROOT, "%06d", index);
    }
}
