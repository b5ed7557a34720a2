package vtp.loader.hub;

import java.nio.file.Path;
import java.util.Map;

/** A pull in a process of its own, so that it can be killed: {@code PullProcess HF_HOME HF_ENDPOINT}. */
final class PullProcess {

    private PullProcess() {}

    static Process start(Path home, String endpoint, Path output) throws java.io.IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullProcess.class.getName(),
                        home.toString(),
                        endpoint)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    public static void main(String[] args) throws Exception {
        HubEnvironment environment = HubEnvironment.of(Map.of("HF_HOME", args[0], "HF_ENDPOINT", args[1]));
        PullListener listener = (file, done, total) -> {};
        System.out.println(
                new HubClient(environment).pull(FakeHub.ID, Map.of(), listener).complete());
    }
}
