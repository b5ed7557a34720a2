package vtp.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A standalone cluster on loopback: a master and workers of one core, each a process of its own, started from Spark's
 * jars as its scripts start them. Each worker has an address of its own, since Spark runs no task twice on one host.
 */
final class Cluster implements AutoCloseable {
    static final Path JAR = Path.of("target/vtp-spark.jar").toAbsolutePath();
    private static final Path JARS = Path.of("home/target/jars").toAbsolutePath();
    private static final String LOCAL = "127.0.0.1";
    private static final int MOST_SECONDS = 300;

    private final Path folder;
    private final Path home;
    private final String master;
    private final List<Process> processes = new ArrayList<>();
    private int workers;

    /** Starts a master. */
    Cluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.home = Files.createDirectory(folder.resolve("home"));
        Files.createFile(home.resolve("RELEASE"));
        Files.createSymbolicLink(home.resolve("jars"), JARS);
        String port = String.valueOf(freePort());
        this.master = "spark://" + LOCAL + ":" + port;
        Process process = start(
                "master",
                LOCAL,
                List.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                LOCAL,
                "--port",
                port,
                "--webui-port",
                "0");
        await(process, () -> log("master").contains("I have been elected leader"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a worker, and waits until the master knows it. */
    Process addWorker(String name) throws IOException, InterruptedException {
        String host = "127.0.0." + (2 + workers++);
        Process process = start(
                name,
                host,
                List.of(),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--cores",
                "1",
                "--memory",
                "2g",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve(name + ".work").toString(),
                master);
        await(process, () -> log(name).contains("Successfully registered with master"));
        return process;
    }

    /** Starts {@link VtpExtract} as spark-submit does. */
    Process submit(String name, Map<String, String> configuration, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("--master", master, "--class", VtpExtract.class.getName()));
        configuration.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        command.addAll(
                List.of("--conf", "spark.executor.memory=768m", "--conf", "spark.ui.enabled=false", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        return start(
                name,
                LOCAL,
                List.of("--add-modules=jdk.incubator.vector"),
                "org.apache.spark.deploy.SparkSubmit",
                command.toArray(String[]::new));
    }

    private Process start(String name, String host, List<String> options, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx512m"));
        command.addAll(options);
        for (String flag : System.getProperty("spark.opens").strip().split("\\s+", -1)) {
            command.add(flag);
        }
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", home.resolve("jars") + "/*", main));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        host,
                        "SPARK_LOCAL_DIRS",
                        folder.resolve("local").toString()));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What a process has printed. */
    String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until something holds, as long as a process lives. */
    static void await(Process process, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("what was waited for has not come: " + process.info());
            }
            Thread.sleep(5);
        }
    }

    /** The executors that a worker has started. */
    static List<ProcessHandle> executors(Process worker) {
        return worker.descendants().filter(ProcessHandle::isAlive).toList();
    }

    /** Stops a process for a while, or lets it go on, unless it has ended meanwhile or is about to. */
    static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        String said = "";
        for (int tries = 0; tries < 20 && process.isAlive(); tries++) {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .start();
            said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() == 0) {
                return;
            }
            Thread.sleep(100);
        }
        if (process.isAlive()) {
            throw new AssertionError("kill -" + signal + " has failed: " + said);
        }
    }

    /** Kills a process as a machine that goes down does, and what it has started. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            kill(process);
            process.onExit().join();
        }
    }
}
