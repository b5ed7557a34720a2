package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that breaks the connection within each of its answers once, after every number of bytes. */
class DroppedConnectionTest {
    private static final Map<String, byte[]> FILES =
            Map.of("config.json", Bytes.of("{\"image_size\": 256}"), "model.safetensors", Bytes.random(40, 1));

    /** Writes each answer at once, and the first of each kind, by method and file, only up to a byte. */
    private static final class BreakingHub implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int breaksAfter;
        private final Map<String, Integer> lengths = new HashMap<>();

        BreakingHub(int breaksAfter) throws IOException {
            this.breaksAfter = breaksAfter;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException e) {
                // It is closed.
            }
        }

        private void serve(Socket client) {
            try (client;
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                for (String line = in.readLine(); line != null && send(client, line, answer(line, in)); ) {
                    line = in.readLine();
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        private static byte[] answer(String request, BufferedReader in) throws IOException {
            int from = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.startsWith("Range:")) {
                    from = Integer.parseInt(line.replaceAll("\\D", ""));
                }
            }
            String path = request.split(" ", -1)[1];
            byte @Nullable [] file = FILES.get(path.substring(path.lastIndexOf('/') + 1));
            if (file == null) {
                return Bytes.of("HTTP/1.1 404 Not Found\r\nX-Error-Code: EntryNotFound\r\nContent-Length: 0\r\n\r\n");
            }
            String status = from == 0
                    ? "200 OK"
                    : "206 Partial Content\r\nContent-Range: bytes %d-%d/%d"
                            .formatted(from, file.length - 1, file.length);
            byte[] head = Bytes.of("HTTP/1.1 %s\r\nX-Repo-Commit: %s\r\nETag: \"%s\"\r\nContent-Length: %d\r\n\r\n"
                    .formatted(status, FakeHub.COMMIT, Bytes.sha256(file).substring(0, 40), file.length - from));
            byte[] answer = Arrays.copyOf(head, head.length + file.length - from);
            System.arraycopy(file, from, answer, head.length, file.length - from);
            return request.startsWith("HEAD ") ? head : answer;
        }

        /** Sends an answer, or its beginning if it is the first of its kind; false if there it breaks. */
        private synchronized boolean send(Socket client, String request, byte[] answer) throws IOException {
            boolean first = lengths.putIfAbsent(request, answer.length) == null;
            int count = first ? Math.min(breaksAfter, answer.length) : answer.length;
            client.getOutputStream().write(answer, 0, count);
            return count == answer.length;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Pulls from a hub that breaks after some bytes of each answer; returns the length of its longest answer. */
    private static int pull(Path home, int breaksAfter) throws Exception {
        try (BreakingHub hub = new BreakingHub(breaksAfter)) {
            Map<String, String> variables = new HashMap<>();
            variables.put("HF_HOME", home.toString());
            variables.put("HF_ENDPOINT", "http://localhost:" + hub.server.getLocalPort());
            CachedSnapshot snapshot = new HubClient(HubEnvironment.of(variables), PullFixture.QUICK, BlobStore.DISK)
                    .pull(FakeHub.ID, Map.of(), new RecordingListener());
            assertThat(snapshot.complete()).isTrue();
            for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
                assertThat(snapshot.folder().resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
            synchronized (hub) {
                assertThat(hub.lengths).hasSizeGreaterThanOrEqualTo(2 * FILES.size());
                return Collections.max(hub.lengths.values());
            }
        }
    }

    @Test
    void whereverItBreaksTheFilesArriveWhole(@TempDir Path homes) throws Exception {
        int longest = pull(homes.resolve("whole"), Integer.MAX_VALUE);
        for (int at = 0; at < longest; at++) {
            pull(homes.resolve("broken at " + at), at);
        }
    }
}
