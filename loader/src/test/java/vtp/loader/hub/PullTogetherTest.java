package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vtp.loader.hub.HubException.Kind;

/** Pulls that meet others, watchers, interrupts, kills and full disks. */
@Timeout(60)
class PullTogetherTest extends PullFixture {

    private static final String FILE = "model.safetensors";

    @Test
    void twoThreadsShareTheWork() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        hub.fault("GET", FILE, FakeHub.stallAfter(100_000, goOn));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<CachedSnapshot> first = threads.submit(() -> pull());
        Future<CachedSnapshot> second = threads.submit(() -> pull());
        waitUntilOneWaits();
        goOn.countDown();
        assertThat(first.get()).isEqualTo(second.get());
        threads.shutdown();
        assertWhole(first.get());
        assertThat(downloads()).isEqualTo(1);
    }

    @Test
    void twoProcessesShareTheWork() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        hub.fault("GET", FILE, FakeHub.stallAfter(100_000, goOn));
        Process other = PullProcess.start(home, hub.endpoint(), home.resolve("output"));
        waitUntilIncompleteHas(100_000);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<CachedSnapshot> own = thread.submit(() -> pull());
        waitUntilOneWaits();
        goOn.countDown();
        own.get();
        thread.shutdown();
        assertThat(other.waitFor()).isZero();
        assertThat(home.resolve("output")).hasContent("true");
        assertWhole(own.get());
        assertThat(downloads()).isEqualTo(1);
    }

    @Test
    void aKilledPullIsResumed() throws Exception {
        hub.fault("GET", FILE, FakeHub.stallAfter(100_000, new CountDownLatch(1)));
        Process killed = PullProcess.start(home, hub.endpoint(), home.resolve("output"));
        waitUntilIncompleteHas(100_000);
        killed.destroyForcibly().waitFor();
        assertThat(visible()).isEmpty();
        assertThat(cache().list().get(0).partialBytes()).isEqualTo(100_000);
        assertWhole(pull());
        assertThat(hub.requests()).anyMatch(r -> r.range().equals(java.util.Optional.of("bytes=100000-")));
    }

    @Test
    void anInterruptStopsAStalledPullAndKeepsWhatIsHere() throws Exception {
        hub.fault("GET", FILE, FakeHub.stallAfter(100_000, new CountDownLatch(1)));
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<CachedSnapshot> pull = thread.submit(() -> pull());
            waitUntilIncompleteHas(100_000);
            thread.shutdownNow(); // the hub sends no more: nothing but the interrupt ends the wait
            assertThatThrownBy(pull::get).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(visible()).isEmpty();
        assertThat(Files.size(incomplete())).isEqualTo(100_000);
        assertWhole(pull());
    }

    @Test
    void anInterruptStopsAWaitForALockAndAPauseToo() throws Exception {
        hub.fault("GET", FILE, FakeHub.status(429, "Retry-After", "3"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::pull).isInstanceOf(InterruptedException.class);
        Path lock = home.resolve("hub/.locks/models--MiniMaxAI--VTP-Test/" + WEIGHTS_SHA256 + ".lock");
        Files.createDirectories(lock.getParent());
        try (FileChannel held = FileChannel.open(
                        lock, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            assertThat(held.lock().isValid()).isTrue();
            Future<CachedSnapshot> pull = thread.submit(() -> pull());
            waitUntilOneWaits();
            thread.shutdownNow();
            assertThatThrownBy(pull::get).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(visible()).isEmpty();
    }

    @Test
    void nothingThatIsSeenIsEverHalf() throws Exception {
        byte[] shard = Bytes.random(200_000, 5);
        try (FakeHub sharded = new FakeHub()
                .small("config.json", CONFIG)
                .small("model.safetensors.index.json", Bytes.of("{\"weight_map\": {\"a\": \"x.st\", \"b\": \"y.st\"}}"))
                .big("x.st", shard)
                .big("y.st", WEIGHTS)) {
            variables.put("HF_ENDPOINT", sharded.endpoint());
            Map<String, byte[]> whole = Map.of("config.json", CONFIG, "x.st", shard, "y.st", WEIGHTS);
            for (int round = 0; round < 8; round++) {
                sharded.commit(Integer.toHexString(round).repeat(40));
                sharded.fault("GET", "x.st", FakeHub.slowly(50_000, 2), FakeHub.drop(7));
                AtomicBoolean done = new AtomicBoolean();
                AtomicBoolean removed = new AtomicBoolean();
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Future<Integer> seen = thread.submit(() -> watch(whole, removed, done));
                boolean copies = round % 2 == 1;
                variables.put("HF_HUB_DISABLE_SYMLINKS", String.valueOf(copies));
                assertThat(pull().complete()).isTrue();
                if (!copies) { // brought back into a snapshot that is there
                    removed.set(true);
                    Files.delete(repository().resolve("blobs/" + Bytes.sha256(shard)));
                    assertThat(pull().complete()).isTrue();
                }
                done.set(true);
                assertThat(seen.get()).isPositive();
                thread.shutdown();
            }
        }
    }

    @Test
    void aFullDiskIsToldAndThePullGoesOnWhenThereIsRoom() throws Exception {
        BlobStore.Opener small = file -> new LimitedChannel(BlobStore.DISK.open(file), 100_000);
        HubClient client = new HubClient(HubEnvironment.of(variables), QUICK, small);
        HubException e = catchThrowableOfType(HubException.class, () -> client.pull(FakeHub.ID, Map.of(), listener));
        assertThat(e.kind()).isEqualTo(Kind.DISK);
        assertThat(e)
                .hasMessageContaining("cannot write MiniMaxAI/VTP-Test into the model cache " + home.resolve("hub"))
                .hasMessageContaining("No space left on device");
        assertThat(visible()).isEmpty();
        assertThat(listener.retries).isEmpty();
        assertWhole(pull());
        assertThat(hub.requests()).anyMatch(r -> r.range().equals(java.util.Optional.of("bytes=100000-")));
    }

    @Test
    void aDiskThatIsTooSmallIsToldBeforeAnythingIsDownloaded() throws Exception {
        String petabyte = "1000000000000000";
        hub.fault(
                "HEAD",
                FILE,
                FakeHub.status(
                        302,
                        "X-Repo-Commit",
                        FakeHub.COMMIT,
                        "X-Linked-Etag",
                        "x",
                        "X-Linked-Size",
                        petabyte,
                        "Location",
                        "/x"));
        HubException e = catchThrowableOfType(HubException.class, this::pull);
        assertThat(e.kind()).isEqualTo(Kind.DISK);
        assertThat(e).hasMessageContaining("1000000000 MB are to come").hasMessageContaining("HF_HUB_CACHE");
        assertThat(hub.requests()).noneMatch(r -> r.method().equals("GET"));
    }

    /** What has come of it could not be gone on with, and must not keep the disk full. */
    @Test
    void ofAFileOfUnknownSizeNothingIsLeftOnAFullDisk() throws Exception {
        BlobStore.Opener small = file -> new LimitedChannel(BlobStore.DISK.open(file), 100_000);
        HubClient client = new HubClient(HubEnvironment.of(variables), QUICK, small);
        hub.file(FILE, new FakeHub.Served(WEIGHTS, "no-size", false));
        hub.fault("HEAD", FILE, FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"no-size\""));
        hub.fault("GET", FILE, (exchange, file) -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", FakeHub.COMMIT);
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(WEIGHTS);
        });
        HubException e = catchThrowableOfType(HubException.class, () -> client.pull(FakeHub.ID, Map.of(), listener));
        assertThat(e.kind()).isEqualTo(Kind.DISK);
        assertThat(blob("no-size.incomplete")).doesNotExist();
        assertWhole(pull());
    }

    /** Together more than 2^63 bytes. */
    @Test
    void sizesWhoseSumOverflowsFindNoRoom() throws Exception {
        StringBuilder index = new StringBuilder("{\"weight_map\": {\"t\": \"s.safetensors\"");
        try (FakeHub huge = new FakeHub().small("config.json", CONFIG)) {
            for (int i = 0; i < 12; i++) {
                String shard = "s" + i + ".safetensors";
                index.append(", \"t").append(i).append("\": \"").append(shard).append('"');
                huge.small(shard, new byte[0])
                        .fault(
                                "HEAD",
                                shard,
                                FakeHub.status(
                                        200,
                                        "X-Repo-Commit",
                                        FakeHub.COMMIT,
                                        "X-Linked-Etag",
                                        "x" + i,
                                        "X-Linked-Size",
                                        "999999999999999999"));
            }
            huge.small("s.safetensors", new byte[1]).small("model.safetensors.index.json", Bytes.of(index + "}}"));
            variables.put("HF_ENDPOINT", huge.endpoint());
            HubException e = catchThrowableOfType(HubException.class, this::pull);
            assertThat(e.kind()).isEqualTo(Kind.DISK);
            assertThat(e).hasMessageContaining("no room for");
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsTold() throws Exception {
        Files.writeString(home.resolve("hub"), "a file, where the folder should be");
        HubException e = catchThrowableOfType(HubException.class, this::pull);
        assertThat(e.kind()).isEqualTo(Kind.DISK);
        assertThat(e).hasMessageContaining(home.resolve("hub").toString());
    }

    /** Reads all that can be seen, again and again, until done, and returns how many whole files that were. */
    private int watch(Map<String, byte[]> whole, AtomicBoolean removed, AtomicBoolean done) throws IOException {
        int seen = 0;
        while (!done.get()) {
            for (CachedRepository repository : cache().list()) {
                for (CachedSnapshot snapshot : repository.snapshots()) {
                    assertThat(snapshot.complete() || removed.get()).isTrue();
                    for (Map.Entry<String, byte[]> file : whole.entrySet()) {
                        seen += seen(snapshot.folder().resolve(file.getKey()), file.getValue()) ? 1 : 0;
                    }
                }
            }
        }
        return seen;
    }

    private static boolean seen(Path file, byte[] whole) throws IOException {
        try {
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            return true;
        } catch (NoSuchFileException e) {
            return false; // the blob that the test has removed
        }
    }

    /** How often the file itself was asked for. */
    private long downloads() {
        return hub.requests().stream()
                .filter(r -> r.path().equals("/cdn/" + FILE) && r.method().equals("GET"))
                .count();
    }

    private void waitUntilOneWaits() throws InterruptedException {
        while (!listener.waits.contains(FILE)) {
            Thread.sleep(5);
        }
    }

    private void waitUntilIncompleteHas(long bytes) throws Exception {
        while (Files.notExists(incomplete()) || Files.size(incomplete()) < bytes) {
            Thread.sleep(5);
        }
    }
}
