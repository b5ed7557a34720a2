package vtp.loader;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * A file that the system does not let us read or write, whatever it holds.
 *
 * @since 0.1.0
 */
public final class FileAccessException extends LoaderException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    FileAccessException(Kind kind, String file, String message, @Nullable Throwable cause) {
        super(file, message);
        this.kind = kind;
        initCause(cause);
    }

    static FileAccessException unreadable(String file, IOException cause) {
        return new FileAccessException(Kind.UNREADABLE, file, "cannot be read: " + reason(cause), cause);
    }

    static FileAccessException unwritable(String file, IOException cause) {
        return new FileAccessException(Kind.UNWRITABLE, file, "cannot be written: " + reason(cause), cause);
    }

    /** What the system said, in words: many of Java's exceptions have the reason in their type only. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of this name is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (e instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        if (e instanceof ClosedChannelException) {
            return "already closed";
        }
        String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        if (said == null) {
            return e.getClass().getSimpleName();
        }
        return said.equals("Is a directory") ? "a folder, not a file" : said;
    }

    /** The cause. */
    public Kind kind() {
        return kind;
    }

    /** The causes. */
    public enum Kind {
        /** No such file, or a folder without what was looked for. */
        NOT_FOUND,
        /** Not a file, no permission, a failing disk. */
        UNREADABLE,
        /** The file became shorter after it was opened. */
        SHRANK,
        /** The file exists, and was not to be replaced. */
        EXISTS,
        /** No folder, no permission, a full or failing disk. */
        UNWRITABLE
    }
}
