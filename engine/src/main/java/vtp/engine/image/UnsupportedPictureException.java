package vtp.engine.image;

import java.io.IOException;
import java.io.Serial;

/** A sound file of a kind that is not read; the message says what is special about it. */
final class UnsupportedPictureException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    UnsupportedPictureException(String kind) {
        super(kind);
    }
}
