package vtp.kernels;

import java.lang.System.Logger.Level;

/** Chooses the kernels that fit the JVM at hand, and says once what is lost if it is not the best that there are. */
final class KernelsProvider {

    /**
     * The flags of the command line set it: they have the kernels' loops compiled early. The JVM has no quick way to
     * ask for its flags.
     */
    private static final String FLAGS_PROPERTY = "vtp.kernels.flags";

    private static final String A_CLASS_OF_THE_MODULE = "jdk.incubator.vector.FloatVector";

    private KernelsProvider() {}

    /**
     * What was chosen.
     *
     * @param vectors whether kernels with vector instructions are used, or plain loops
     * @param level of the message, OFF if there is nothing to say
     * @param message what is missing, what it costs, and what to do
     */
    record Choice(boolean vectors, Level level, String message) {}

    /** Made when kernels are first asked for. */
    private static final class Made {
        static final Choice CHOICE = chooseAndSay();
    }

    private static Choice chooseAndSay() {
        Choice choice = choose(
                hasModule(),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                hasFlags());
        if (choice.level() != Level.OFF) {
            System.getLogger("vtp.kernels").log(choice.level(), choice.message());
        }
        return choice;
    }

    static Kernels create(Workers workers) {
        return usesVectors() ? new SimdKernels(workers) : new PlainKernels(workers);
    }

    /** Whether the JVM has the flags of the command line. */
    static boolean hasFlags() {
        return Boolean.getBoolean(FLAGS_PROPERTY);
    }

    /** Whether classes that need the Vector API may be loaded. */
    static boolean usesVectors() {
        return Made.CHOICE.vectors();
    }

    /**
     * Chooses.
     *
     * @param module whether the Vector API can be used at all
     * @param vmName what the JVM calls itself: HotSpot with C2 is a "Server VM"
     * @param vmInfo how it runs code: "mixed mode", or otherwise if a compiler is switched off
     * @param flags whether the flags of the command line are set
     */
    static Choice choose(boolean module, String vmName, String vmInfo, boolean flags) {
        if (!vmName.contains("Server VM") || vmInfo.contains("interpreted") || vmInfo.contains("emulated-client")) {
            return new Choice(
                    false,
                    Level.WARNING,
                    "This JVM (" + vmName + ", " + vmInfo + ") does not compile with C2, without which vector code is"
                            + " hundreds of times slower: plain loops are used, and take about twenty times as long as"
                            + " vector code with C2. Use a JDK with HotSpot's server compiler, such as Temurin, and no"
                            + " flag that turns it off (-Xint, -XX:TieredStopAtLevel).");
        }
        if (!module) {
            return new Choice(
                    false,
                    Level.WARNING,
                    "Java was started without --add-modules jdk.incubator.vector: plain loops are used instead of"
                            + " vector code, and take about four times as long. Start it with that flag.");
        }
        if (!flags) {
            return new Choice(
                    true,
                    Level.INFO,
                    "Java was started without the flags of vtp's cli/jvm.options: to load a model takes some 3 s"
                            + " of CPU time more, until the JVM has compiled the kernels. A long-running program can do"
                            + " without; java @jvm.options sets them.");
        }
        return new Choice(true, Level.OFF, "");
    }

    private static boolean hasModule() {
        try {
            Class.forName(A_CLASS_OF_THE_MODULE, false, KernelsProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
