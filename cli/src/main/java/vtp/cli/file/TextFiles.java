package vtp.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;

/** Reads files of labels and texts: UTF-8, one a line. */
public final class TextFiles {
    private TextFiles() {}

    /**
     * The lines of a file, without the empty ones.
     *
     * @param file its name; "-" is standard input
     * @throws UsageException if it cannot be read or has no lines
     */
    public static List<String> lines(String file, Terminal terminal) {
        String text = read(file, terminal);
        // A byte order mark, as some editors write it, is no part of the first line.
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> lines = content.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            throw new UsageException(file + ": there is no text in it");
        }
        return lines;
    }

    private static String read(String file, Terminal terminal) {
        try (InputStream in = file.equals("-") ? terminal.in() : Files.newInputStream(Path.of(file))) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException(file + ": is not UTF-8 text");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new UsageException(file + ": no such file");
        } catch (IOException e) {
            throw new UsageException(file + ": cannot be read: " + e.getMessage());
        }
    }
}
