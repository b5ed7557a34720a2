package vtp.cli.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;

/** Standard output, which says when it fails, as {@link java.io.PrintStream} does not. */
public final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Standard output could not be written. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1;

        Failure(IOException cause) {
            super("standard output cannot be written: " + cause.getMessage(), cause);
        }

        /** Whether its reader has left, as {@code head} does when it has what it wants. */
        public boolean readerHasLeft() {
            String said = String.valueOf(getMessage());
            return said.contains(BrokenPipe.WORDS)
                    || said.contains("Broken pipe")
                    || said.contains("pipe is being closed")
                    || said.contains("Pipe closed");
        }
    }

    /** What this system says of a pipe that nobody reads, in the language of its user; asked when it is needed. */
    private static final class BrokenPipe {
        static final String WORDS = words();

        private static String words() {
            try {
                Pipe pipe = Pipe.open();
                try (Pipe.SinkChannel sink = pipe.sink()) {
                    pipe.source().close();
                    sink.write(ByteBuffer.allocate(1));
                }
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
            return "Broken pipe";
        }
    }

    private final OutputStream stream;

    public StandardOutput(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
    }

    /** Writes a line, and lets it be read at once. */
    public void line(String text) throws IOException {
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
        flush();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            stream.write(bytes, from, count);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
