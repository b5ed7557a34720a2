package vtp.cli.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vtp.cli.console.UsageException;
import vtp.engine.config.VtpConfig;

/**
 * Which blocks of the trunk features are taken from.
 *
 * @param lastN how many from the end; 0 if blocks are listed
 * @param blocks their numbers from 0; null if they are counted from the end
 */
public record LayerChoice(int lastN, List<Integer> blocks) {
    /** The last layer, as the reference's get_last_layer_feature has it. */
    public static final LayerChoice LAST = new LayerChoice(0, List.of());

    private static final String WORD = "last";

    /** Reads "last", "last:N" and "I,J,…". */
    public static final class Converter implements ITypeConverter<LayerChoice> {
        @Override
        public LayerChoice convert(String text) {
            if (text.equals(WORD)) {
                return LAST;
            }
            if (text.startsWith(WORD + ":")) {
                return new LayerChoice(number(text, text.substring(WORD.length() + 1), 1), List.of());
            }
            List<Integer> blocks = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                int block = number(text, part, 0);
                if (blocks.contains(block)) {
                    throw new TypeConversionException("block " + block + " is named twice");
                }
                blocks.add(block);
            }
            return new LayerChoice(0, blocks);
        }

        private static int number(String text, String digits, int least) {
            try {
                int number = Integer.parseInt(digits);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // said below
            }
            throw new TypeConversionException(
                    "\"" + text + "\" is neither last, nor last:N, nor block numbers from 0 such as 3,7,11");
        }
    }

    public boolean isLast() {
        return equals(LAST);
    }

    /** The numbers of the blocks of a model, ascending. */
    public int[] of(VtpConfig config) {
        int depth = config.trunk().depth();
        int[] chosen = lastN > 0
                ? IntStream.range(Math.max(depth - lastN, -1), depth).toArray()
                : blocks.stream().mapToInt(Integer::intValue).sorted().toArray();
        if (lastN > depth || Arrays.stream(chosen).anyMatch(block -> block >= depth)) {
            throw new UsageException("--layer: the model has " + depth + " blocks, 0 to " + (depth - 1));
        }
        return chosen;
    }
}
