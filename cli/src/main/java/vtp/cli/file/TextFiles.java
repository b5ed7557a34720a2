package vtp.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import vtp.cli.console.RawBytes;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.loader.FileAccessException;

/** Reads files of labels, texts and names of files: UTF-8, one a line. */
public final class TextFiles {
    private TextFiles() {}

    /**
     * The lines of a file, without the empty ones.
     *
     * @param file its name; "-" is standard input
     * @throws UsageException if it cannot be read or has no lines
     */
    public static List<String> lines(String file, Terminal terminal) {
        List<String> lines = allLines(file, terminal).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            throw new UsageException(file + ": there is no text in it");
        }
        return lines;
    }

    /**
     * All lines of a file, the empty ones too: result i is that of line i.
     *
     * @param file its name; "-" is standard input
     * @throws UsageException if it cannot be read or has no lines
     */
    public static List<String> allLines(String file, Terminal terminal) {
        List<String> lines = withoutMark(read(file, terminal)).lines().toList();
        if (lines.isEmpty()) {
            throw new UsageException(file + ": there is no text in it");
        }
        return lines;
    }

    private static String read(String file, Terminal terminal) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(file, terminal)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException(file + ": is not UTF-8 text");
        }
    }

    private static byte[] bytes(String file, Terminal terminal) {
        try (InputStream in = file.equals("-") ? terminal.in() : Files.newInputStream(FileNames.path(file))) {
            return in.readAllBytes();
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new UsageException(file + ": no such file");
        } catch (IOException e) {
            throw new UsageException(file + ": cannot be read: " + FileAccessException.reason(e));
        }
    }

    /**
     * The names of files in a list, without empty ones.
     *
     * @param file its name; "-" is standard input
     * @param endedByNul whether each name ends in a NUL byte, as line breaks may be part of it; otherwise it is a line
     * @throws UsageException if it cannot be read or has no names
     */
    public static List<String> names(String file, boolean endedByNul, Terminal terminal) {
        List<String> names = new ArrayList<>();
        for (byte[] bytes : RawBytes.split(bytes(file, terminal), (byte) (endedByNul ? 0 : '\n'))) {
            String line = RawBytes.decode(bytes);
            if (!endedByNul && line.indexOf('\0') >= 0) {
                throw new UsageException(file + ": has NUL bytes; if names end in them, add --null; a picture itself is"
                        + " named without --files-from");
            }
            String name = endedByNul ? line : withoutMark(line).replaceFirst("\r$", "");
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            throw new UsageException(file + ": there is no name of a file in it");
        }
        return names;
    }

    /** Without the byte order mark that some editors write. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
