package vtp.engine.image;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A picture's file that ends before its pixels do. */
final class TruncatedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    TruncatedException(@Nullable Throwable cause) {
        super("it ends before the picture does", cause);
    }
}
