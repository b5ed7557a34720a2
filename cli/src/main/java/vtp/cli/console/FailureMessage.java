package vtp.cli.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.loader.FileAccessException;
import vtp.loader.hub.HubException;

/** Says in one line what failed, and whether the input that was being worked on is to blame. */
public final class FailureMessage {
    private static final String MEMORY =
            "needs more memory than Java may use; VTP_JAVA_OPTS=-Xmx8g, say, allows it 8 GB";

    /** Of memory that is not on Java's heap, which -Xmx does not enlarge. */
    private static final Pattern NOT_ALLOCATED = Pattern.compile("Unable to allocate (\\d+) bytes");

    private static final String NO_THREAD = "unable to create native thread";

    private FailureMessage() {}

    /** The line that says what ended a command. */
    public static String of(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return memory(String.valueOf(failure.getMessage()));
        }
        boolean expected = failure instanceof UsageException
                || failure instanceof IOException
                || failure instanceof InterruptedException;
        return expected ? oneLine(failure) : "this is a bug, please report it: " + failure + " at " + place(failure);
    }

    /**
     * What is wrong with the input that was being worked on; null if it is not to blame, and the next one would fare no
     * better.
     */
    public static @Nullable String ofInput(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return memory(String.valueOf(failure.getMessage()));
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

    /** Three shortages have one exception: of Java's heap, of memory beside it, and of threads. */
    private static String memory(String message) {
        if (message.contains(NO_THREAD)) {
            return "the system allows no more threads; use fewer --threads, or raise ulimit -u, ulimit -v or the"
                    + " container's limit of processes";
        }
        Matcher refused = NOT_ALLOCATED.matcher(message);
        return refused.find()
                ? "the system gives no memory for another " + refused.group(1)
                        + " bytes; end other programs, or raise ulimit -v or the container's limit"
                : MEMORY;
    }

    private static String oneLine(Throwable failure) {
        String message = failure instanceof FileSystemException file
                ? file.getFile() + ": " + FileAccessException.reason(file)
                : failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : Console.printable(message.strip().replaceAll("\\s*\\R\\s*", "; "));
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
