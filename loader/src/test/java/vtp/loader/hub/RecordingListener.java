package vtp.loader.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class RecordingListener implements PullListener {

    record Progress(String file, long done, long total) {}

    final List<Progress> progress = new CopyOnWriteArrayList<>();
    final List<String> verified = new CopyOnWriteArrayList<>();
    final List<String> retries = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<String> waits = new CopyOnWriteArrayList<>();

    @Override
    public void progress(String file, long doneBytes, long totalBytes) {
        progress.add(new Progress(file, doneBytes, totalBytes));
    }

    @Override
    public void verifying(String file) {
        verified.add(file);
    }

    @Override
    public void retrying(String file, String why, Duration pause) {
        retries.add(file + ": " + why);
        pauses.add(pause);
    }

    @Override
    public void waiting(String file) {
        waits.add(file);
    }
}
