package vtp.cli;

import vtp.cli.console.StandardOutput;
import vtp.cli.console.UsageException;

/** What the end of a command means to whoever started the program. */
final class ExitCode {
    /** All is done. */
    static final int DONE = 0;
    /** Some inputs failed, each of which was named; the others are done. */
    static final int INPUTS_FAILED = 1;
    /** The command line makes no sense; nothing was done. */
    static final int WRONG_USAGE = 2;
    /** The model is broken or missing, or a result cannot be written; what was written before is whole. */
    static final int BROKEN = 3;
    /** Ctrl-C, as shells know it. */
    static final int INTERRUPTED = 130;
    /** Nobody reads the output any more, as shells know it: 128 + SIGPIPE. */
    static final int READER_LEFT = 141;

    /** Where a launcher that runs the JVM says what it wants to hear instead of {@link #INPUTS_FAILED}. */
    private static final String INPUTS_FAILED_PROPERTY = "vtp.inputs.failed.code";

    private ExitCode() {}

    /** The code of the process for {@link #INPUTS_FAILED}, with which a JVM that has no memory ends, too. */
    static int ofProcessWithFailedInputs() {
        return Integer.getInteger(INPUTS_FAILED_PROPERTY, INPUTS_FAILED);
    }

    /** The exit code of a command that came to its end, by how many inputs failed. */
    static int of(int failedInputs) {
        return failedInputs == 0 ? DONE : INPUTS_FAILED;
    }

    /** The exit code for what ended a command. */
    static int of(Throwable failure) {
        if (failure instanceof UsageException) {
            return WRONG_USAGE;
        }
        if (failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        return failure instanceof StandardOutput.Failure output && output.readerHasLeft() ? READER_LEFT : BROKEN;
    }
}
