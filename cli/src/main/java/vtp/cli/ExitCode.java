package vtp.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import vtp.cli.console.Console;
import vtp.cli.console.StandardOutput;
import vtp.cli.file.OutputException;
import vtp.cli.option.UsageException;
import vtp.engine.config.ModelException;
import vtp.loader.FileAccessException;
import vtp.loader.hub.HubException;

/** What a failure means to whoever started the program: which exit code, and what one line. Decided here and nowhere else. */
public final class ExitCode {
    /** All is done. */
    public static final int DONE = 0;
    /** Some inputs failed, each of which was named; the others are done. */
    public static final int INPUTS_FAILED = 1;
    /** The command line makes no sense; nothing was done. */
    static final int WRONG_USAGE = 2;
    /** The model is broken or missing, or a result cannot be written; what was written before is whole. */
    static final int BROKEN = 3;
    /** Ctrl-C, as shells know it. */
    static final int INTERRUPTED = 130;
    /** Nobody reads the output any more, as shells know it: 128 + SIGPIPE. */
    static final int READER_LEFT = 141;

    private static final String MEMORY =
            "needs more memory than Java may use; VTP_JAVA_OPTS=-Xmx8g, say, allows it 8 GB";

    private static final String VECTOR_PACKAGE = "jdk/incubator/vector";

    private ExitCode() {}

    /** The exit code for what ended a command. */
    static int of(Throwable failure) {
        if (failure instanceof ParameterException || failure instanceof UsageException) {
            return WRONG_USAGE;
        }
        if (failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        return failure instanceof StandardOutput.Failure output && output.readerHasLeft() ? READER_LEFT : BROKEN;
    }

    /** The line that says what ended a command. */
    static String message(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return MEMORY;
        }
        if (failure instanceof NoClassDefFoundError
                && String.valueOf(failure.getMessage()).contains(VECTOR_PACKAGE)) {
            return "Java was started without --add-modules jdk.incubator.vector; ./vtp does that";
        }
        boolean expected = failure instanceof ParameterException
                || failure instanceof UsageException
                || failure instanceof IOException
                || failure instanceof InterruptedException;
        return expected ? oneLine(failure) : "this is a bug, please report it: " + failure + " at " + place(failure);
    }

    /** What is wrong with the input that was being worked on; null if it is not to blame, and the next one would fare no better. */
    public static @Nullable String faultOfInput(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return MEMORY;
        }
        boolean elsewhere = failure instanceof StandardOutput.Failure
                || failure instanceof ModelException
                || failure instanceof HubException
                || failure instanceof OutputException
                || (failure instanceof FileAccessException file && file.kind() == FileAccessException.Kind.UNWRITABLE);
        boolean blamed = failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof ArithmeticException;
        return blamed && !elsewhere ? oneLine(failure) : null;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : Console.printable(message.strip().replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", "; "));
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
