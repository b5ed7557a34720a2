package vtp.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;

/**
 * The pictures that vtp-nano was trained on, drawn anew: one coloured shape over a flat, graded or noisy ground, and
 * layers of random shapes ("dead leaves").
 */
public final class Drawings {
    private static final List<String> COLOURS =
            List.of("red", "green", "blue", "yellow", "orange", "purple", "white", "black");
    private static final double[][] RGB = {
        {.85, .1, .1},
        {.1, .7, .15},
        {.1, .2, .85},
        {.95, .85, .1},
        {.95, .5, .05},
        {.55, .1, .7},
        {.95, .95, .95},
        {.05, .05, .05}
    };
    private static final List<String> SHAPES = List.of("circle", "square", "triangle", "ring", "cross", "star");

    /** "red circle" and so on, 48, sorted as folders of classes are. */
    public static final List<String> CLASSES = COLOURS.stream()
            .flatMap(colour -> SHAPES.stream().map(shape -> colour + " " + shape))
            .sorted()
            .toList();

    private final int side;
    private final SplittableRandom random;

    /** Draws square pictures. */
    public Drawings(int side, long seed) {
        this.side = side;
        this.random = new SplittableRandom(seed);
    }

    /** Writes a folder for each class, each with so many pictures of it. */
    public static void writeClasses(Path root, List<String> classes, int each, int side, long seed) throws IOException {
        Drawings drawings = new Drawings(side, seed);
        for (String name : classes) {
            Path folder = Files.createDirectories(root.resolve(name));
            for (int i = 0; i < each; i++) {
                Path file = folder.resolve(String.format(Locale.ROOT, "%04d.png", i));
                PictureWriter.writePng(drawings.labelled(name), file);
            }
        }
    }

    /** One coloured shape. */
    public Rgb labelled(String name) {
        String[] words = name.split(" ", -1);
        double[][] picture = ground();
        double[] colour = RGB[COLOURS.indexOf(words[0])].clone();
        for (int c = 0; c < 3; c++) {
            colour[c] = clamp(colour[c] + 0.08 * random.nextGaussian());
        }
        double radius = 0.22 + 0.22 * u();
        boolean[] mask = inside(words[1], 0.35 + 0.3 * u(), 0.35 + 0.3 * u(), radius, (u() - 0.5) * 0.9);
        paint(picture, mask, new double[][] {flat(colour[0]), flat(colour[1]), flat(colour[2])});
        return rgb(picture);
    }

    private double[][] ground() {
        return switch (random.nextInt(3)) {
            case 0 -> new double[][] {flat(u()), flat(u()), flat(u())};
            case 1 -> new double[][] {graded(0), graded(0), graded(0)};
            default -> noise();
        };
    }

    /** Layered random shapes. Of every five batches of training two were blurred a little; this is of the others. */
    public Rgb leaves() {
        double[][] picture = noise();
        for (int k = 0; k < 18; k++) {
            double radius = 0.04 + 0.4 * Math.pow(u(), 2.5);
            boolean[] mask = inside(SHAPES.get(k % 6), u(), u(), radius, u() * 6.283);
            double[][] fill = {graded(0.5), graded(0.5), graded(0.5)};
            if (k % 3 == 0) {
                double[][] noise = noise();
                for (int c = 0; c < 3; c++) {
                    for (int i = 0; i < fill[c].length; i++) {
                        fill[c][i] = clamp(fill[c][i] + 0.5 * (noise[c][i] - 0.5));
                    }
                }
            }
            paint(picture, mask, fill);
        }
        return rgb(picture);
    }

    private double u() {
        return random.nextDouble();
    }

    private double x(int pixel) {
        return (pixel % side + 0.5) / side;
    }

    private double y(int pixel) {
        int row = pixel / side;
        return (row + 0.5) / side;
    }

    private static double clamp(double value) {
        return Math.clamp(value, 0.0, 1.0);
    }

    private double[] flat(double value) {
        double[] plane = new double[side * side];
        Arrays.fill(plane, value);
        return plane;
    }

    /** A slope about the middle, at 0.5, or from the upper left corner. */
    private double[] graded(double middle) {
        double base = u();
        double alongX = u() - 0.5;
        double alongY = u() - 0.5;
        double[] plane = new double[side * side];
        for (int i = 0; i < plane.length; i++) {
            double x = x(i) - middle;
            double y = y(i) - middle;
            plane[i] = clamp(base + alongX * x + alongY * y);
        }
        return plane;
    }

    private boolean[] inside(String shape, double cx, double cy, double radius, double turn) {
        boolean[] mask = new boolean[side * side];
        double cos = Math.cos(turn) / radius;
        double sin = Math.sin(turn) / radius;
        for (int i = 0; i < mask.length; i++) {
            double dx = x(i) - cx;
            double dy = y(i) - cy;
            double a = dx * cos + dy * sin;
            double b = dy * cos - dx * sin;
            double rho = Math.hypot(a, b);
            mask[i] = switch (shape) {
                case "circle" -> rho < 1;
                case "ring" -> rho < 1 && rho > 0.55;
                case "square" -> Math.abs(a) < 0.8 && Math.abs(b) < 0.8;
                case "cross" -> (Math.abs(a) < 0.3 && Math.abs(b) < 1) || (Math.abs(b) < 0.3 && Math.abs(a) < 1);
                case "triangle" -> b > -0.5 && b < 1 - 1.732 * Math.abs(a);
                default -> rho < 0.55 + 0.45 * Math.cos(5 * Math.atan2(b, a));
            };
        }
        return mask;
    }

    private static void paint(double[][] picture, boolean[] mask, double[][] fill) {
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < mask.length; i++) {
                picture[c][i] = mask[i] ? fill[c][i] : picture[c][i];
            }
        }
    }

    /** 1/f noise with an exponent of 0.8 to 1.6 about grey, its channels correlated. */
    private double[][] noise() {
        double exponent = -(0.8 + 0.8 * u());
        double[][] fields = {
            Spectrum.field(side, exponent, random),
            Spectrum.field(side, exponent, random),
            Spectrum.field(side, exponent, random)
        };
        double[][] mixed = new double[3][side * side];
        double squares = 0;
        for (double[] plane : mixed) {
            double mean = 0;
            double[] weights = {0.5 * u(), 0.5 * u(), 0.5 * u()};
            weights[Arrays.asList(mixed).indexOf(plane)] += 0.5;
            for (int i = 0; i < plane.length; i++) {
                plane[i] = weights[0] * fields[0][i] + weights[1] * fields[1][i] + weights[2] * fields[2][i];
                mean += plane[i] / plane.length;
            }
            for (int i = 0; i < plane.length; i++) {
                plane[i] -= mean;
                squares += plane[i] * plane[i];
            }
        }
        double scale = (0.1 + 0.15 * u()) / Math.sqrt(squares / (3.0 * side * side));
        for (double[] plane : mixed) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = clamp(0.5 + scale * plane[i]);
            }
        }
        return mixed;
    }

    private Rgb rgb(double[][] planes) {
        byte[] data = new byte[side * side * 3];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) Math.rint(255 * planes[i % 3][i / 3]);
        }
        return new Rgb(side, side, data);
    }

    /** A list of classes, one of each colour. */
    public static List<String> someClasses(int count) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(COLOURS.get(i % COLOURS.size()) + " " + SHAPES.get(i % SHAPES.size()));
        }
        return some.stream().sorted().toList();
    }
}
