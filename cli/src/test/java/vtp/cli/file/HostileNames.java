package vtp.cli.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Names that have led programs astray, and many more put together from their parts. */
final class HostileNames {
    private static final List<String> STEPS = List.of(
            "..",
            ".",
            "",
            "...",
            ".. ",
            "..;",
            "~",
            "-rf",
            "--help",
            "-",
            "CON",
            "nul.png",
            "COM1",
            "aux.tar",
            "C:",
            "C:x",
            "x:y",
            "\\",
            "..\\..",
            "x\\..\\..\\target.png",
            "\\\\host\\share",
            "a\0b",
            "\0",
            "a\nb",
            "a\rb",
            "\u001b[2J",
            "\u009b1m",
            "x.",
            "x ",
            " x",
            "%2e%2e",
            "%00",
            "a%E9",
            "e\u0301",
            "\u00e9",
            "\u202egnp.exe",
            "\ufeffx",
            "\ud83d\ude00",
            "\ud800",
            "\udce9",
            "ß",
            "SS",
            "İ",
            "$(touch x)",
            "`id`",
            "a;b",
            "a|b",
            "*",
            "?",
            "\"",
            "'",
            "<>",
            "file:",
            "file:///etc/passwd",
            ".hidden",
            "inside",
            "outside",
            "dangling",
            "file.png",
            "folder.png",
            "x".repeat(251),
            "x".repeat(256),
            "é".repeat(130),
            "x".repeat(5000));
    private static final List<String> JOINS = List.of("/", "/", "/", "//", "\\", "/./", "/../", "");

    private HostileNames() {}

    /** So many, the same at each call. */
    static List<String> list(int count) {
        Random random = new Random(17);
        List<String> names = new ArrayList<>(STEPS);
        names.addAll(List.of(
                "/etc/passwd",
                "../evil",
                "../../evil",
                "a/../../evil",
                "/",
                "//",
                "a/",
                "outside/evil",
                "inside/fine"));
        while (names.size() < count) {
            StringBuilder name = new StringBuilder(random.nextInt(6) == 0 ? pick(JOINS, random) : "");
            int steps = 1 + random.nextInt(5);
            for (int i = 0; i < steps; i++) {
                name.append(i == 0 ? "" : pick(JOINS, random)).append(step(random));
            }
            names.add(name.toString());
        }
        return names;
    }

    private static String step(Random random) {
        if (random.nextInt(4) > 0) {
            return pick(STEPS, random);
        }
        StringBuilder step = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            step.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return step.toString();
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
