package vtp.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code vtp}: the command line of the VTP visual tokenizer. */
@Command(
        name = "vtp",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "The VTP visual tokenizer: pictures to latents and back, features, and CLIP.")
public final class Main implements Runnable {

    private Main() {}

    /** Runs the command that {@code args} name and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vtp " + Main.class.getPackage().getImplementationVersion()};
        }
    }
}
