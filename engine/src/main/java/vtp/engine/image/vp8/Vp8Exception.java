package vtp.engine.image.vp8;

import java.io.IOException;
import java.io.Serial;

/** A frame that is cut, damaged or of a kind that pictures do not have; the message is one line that does not name the file. */
public final class Vp8Exception extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    Vp8Exception(String message) {
        super(message);
    }
}
