package vtp.cli.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vtp.cli.console.RawBytes;

/**
 * Names of files that need not be text. On Unix a name is any bytes, and Java's strings keep those only that are UTF-8.
 * So a byte that belongs to no UTF-8 character stands in arguments as one of the surrogates U+DC80 to U+DCFF, as in
 * Python, and in messages and names of results as %E9, say.
 */
public final class FileNames {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private FileNames() {}

    /**
     * The path that an argument or a line of a list means.
     *
     * @throws InvalidPathException if it can be none
     */
    public static Path path(String argument) {
        if (!RawBytes.in(argument)) {
            return Path.of(argument);
        }
        // Only a URI gives a path with any bytes; it is made absolute by that, and relative again.
        StringBuilder uri = new StringBuilder("file:///");
        for (byte value : RawBytes.encode(argument)) {
            uri.append(value == '/' ? "/" : String.format("%%%02X", value & 0xff));
        }
        try {
            Path absolute = Path.of(URI.create(uri.toString()));
            return argument.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
        } catch (IllegalArgumentException e) {
            throw new InvalidPathException(RawBytes.escaped(argument), String.valueOf(e.getMessage()));
        }
    }

    /** What a path is called in messages and results. */
    public static String text(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        String root = path.getRoot() == null ? "" : path.getRoot().toString();
        return root + String.join("/", steps(path));
    }

    /** The names that a path consists of, without its root, as text. */
    static List<String> steps(Path path) {
        List<String> steps = new ArrayList<>();
        for (Path step : path) {
            String name = step.toString();
            steps.add(name.indexOf(REPLACEMENT) < 0 ? name : RawBytes.escaped(RawBytes.decode(bytes(step))));
        }
        return steps;
    }

    /** A path as a name below a folder: without root, "." and "..", as archives keep names. */
    static String below(Path path) {
        List<String> steps = steps(path);
        steps.removeIf(step -> step.isEmpty() || step.equals(".") || step.equals(".."));
        return String.join("/", steps);
    }

    /** The bytes of a name, from its URI: of all that a path tells, only that keeps them. */
    private static byte[] bytes(Path name) {
        String uri = name.toUri().getRawPath().replaceFirst("/$", "");
        String last = uri.substring(uri.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < last.length(); i++) {
            if (last.charAt(i) == '%') {
                bytes.write(Integer.parseInt(last, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(last.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /**
     * The arguments of this process, in which no byte is lost: Java has a replacement character for all that is not
     * UTF-8. Linux tells the bytes; elsewhere names of files are text, and the arguments are returned as they are.
     */
    public static String[] exactArguments(String[] arguments) {
        if (String.join("", arguments).indexOf(REPLACEMENT) < 0) {
            return arguments;
        }
        try {
            return exact(arguments, RawBytes.split(Files.readAllBytes(COMMAND_LINE), (byte) 0));
        } catch (IOException notOnLinux) {
            return arguments;
        }
    }

    /** The last of all words of the command line are the arguments, if they read the same. */
    static String[] exact(String[] arguments, List<byte[]> words) {
        String[] exact = arguments.clone();
        int before = words.size() - arguments.length;
        for (int i = 0; i < exact.length && before >= 0; i++) {
            byte[] word = words.get(before + i);
            if (!new String(word, StandardCharsets.UTF_8).equals(arguments[i])) {
                return arguments;
            }
            exact[i] = RawBytes.decode(word);
        }
        return exact;
    }
}
