import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads the bytes of a method that HotSpot prints for want of a disassembler, finds the innermost loop with
 * multiply-adds, and counts what is in it. Every instruction of 64-bit ARM is a word, and these few are known by their
 * bits (Arm Architecture Reference Manual, C4 "A64 Instruction Set Encoding").
 */
final class TileCode {

    private enum Kind {
        /** FMLA and FMAD, on vectors of fixed or of scalable length. */
        MULTIPLY_ADD,
        /** DUP, CPY, LD1R and LD1RW: one value to all lanes. */
        BROADCAST,
        LOAD,
        STORE,
        /** Of a vector, to or from the stack. */
        SPILL,
        /** DMB. */
        FENCE,
        CALL,
        OTHER
    }

    private TileCode() {}

    public static void main(String[] arguments) throws IOException {
        List<Integer> code = lastMethod(Files.readAllLines(Path.of(arguments[0])));
        Map<Kind, Integer> counts = innermostLoop(code);
        System.out.println(counts);
        if (counts.getOrDefault(Kind.MULTIPLY_ADD, 0) == 0) {
            System.err.println("no loop with multiply-adds among the " + code.size() + " instructions");
            System.exit(1);
        }
        for (Kind unwanted : new Kind[] {Kind.STORE, Kind.SPILL, Kind.FENCE, Kind.CALL}) {
            if (counts.containsKey(unwanted)) {
                System.err.println("the loop has what it should not have: " + unwanted);
                System.exit(1);
            }
        }
    }

    /** The instructions of the method that was printed last: C2's, where C1 has compiled it before. */
    private static List<Integer> lastMethod(List<String> lines) {
        List<Integer> words = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("[MachCode]")) {
                words.clear();
            } else if (line.matches(" *0x[0-9a-f]+: [0-9a-f |]+")) {
                byte[] bytes = HexFormat.of().parseHex(line.substring(line.indexOf(':') + 1).replaceAll("[ |]", ""));
                for (int i = 0; i + 4 <= bytes.length; i += 4) {
                    words.add((bytes[i] & 0xFF) | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF) << 16
                            | bytes[i + 3] << 24);
                }
            }
        }
        return words;
    }

    /** What stands between a backward branch and its target, of those with most multiply-adds for their length. */
    private static Map<Kind, Integer> innermostLoop(List<Integer> code) {
        Map<Kind, Integer> best = Map.of();
        int shortest = Integer.MAX_VALUE;
        for (int end = 0; end < code.size(); end++) {
            int begin = end + branchOffset(code.get(end));
            if (begin < 0 || begin >= end || end - begin >= shortest) {
                continue;
            }
            Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
            code.subList(begin, end + 1).forEach(word -> counts.merge(kind(word), 1, Integer::sum));
            if (counts.containsKey(Kind.MULTIPLY_ADD)) {
                best = counts;
                shortest = end - begin;
            }
        }
        return best;
    }

    /** How many words a branch jumps: B, B.cond, CBZ, CBNZ, TBZ, TBNZ; 0 if the word is none of them. */
    private static int branchOffset(int word) {
        if ((word & 0xFC000000) == 0x14000000) {
            return word << 6 >> 6;
        }
        if ((word & 0xFF000000) == 0x54000000 || (word & 0x7E000000) == 0x34000000) {
            return word << 8 >> 13;
        }
        return (word & 0x7E000000) == 0x36000000 ? word << 13 >> 18 : 0;
    }

    private static Kind kind(int word) {
        boolean fixed = (word & 0xBFA0FC00) == 0x0E20CC00;
        boolean scalable = (word & 0xFF206000) == 0x65200000 || (word & 0xFF20E000) == 0x65208000;
        if (fixed || scalable) {
            return Kind.MULTIPLY_ADD;
        }
        boolean dup = (word & 0xBFE0FC00) == 0x0E000400 || (word & 0xFF20FC00) == 0x05202000;
        dup |= (word & 0xFF3FE000) == 0x05208000; // CPY, by which C2 does it with scalable vectors
        boolean repeatedLoad = (word & 0xBFFFF000) == 0x0D40C000 || (word & 0xFFC0E000) == 0x8540C000;
        if (dup || repeatedLoad) {
            return Kind.BROADCAST;
        }
        if ((word & 0xFFFFF0FF) == 0xD50330BF) {
            return Kind.FENCE;
        }
        if ((word & 0xFC000000) == 0x94000000 || (word & 0xFFFFFC1F) == 0xD63F0000) {
            return Kind.CALL;
        }
        return memoryKind(word);
    }

    /** Loads and stores: of pairs, of one register in any way of addressing, and of whole SVE vectors. */
    private static Kind memoryKind(int word) {
        boolean pair = (word & 0x3A000000) == 0x28000000;
        boolean single = (word & 0x3A000000) == 0x38000000;
        boolean sveLoad = (word & 0xFE000000) == 0x84000000 || (word & 0xFE000000) == 0xA4000000;
        boolean sveStore = (word & 0xFE000000) == 0xE4000000;
        if (!pair && !single && !sveLoad && !sveStore) {
            return Kind.OTHER;
        }
        boolean ofVector = sveLoad || sveStore || (word & 0x04000000) != 0;
        boolean onStack = (word >>> 5 & 31) == 31;
        if (ofVector && onStack) {
            return Kind.SPILL;
        }
        boolean load = pair ? (word & 0x00400000) != 0 : single ? (word & 0x00C00000) != 0 : sveLoad;
        return load ? Kind.LOAD : Kind.STORE;
    }
}
