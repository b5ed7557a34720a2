package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-width")
class UserCacheTest {

    private static Path folder(String system, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/ada"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return UserCache.of(environment, system, "").folder().orElseThrow();
    }

    @Test
    void itIsWhereTheSystemAndTheVariablesSay() {
        assertThat(folder("Linux")).isEqualTo(Path.of("/home/ada/.cache/vtp"));
        assertThat(folder("Mac OS X")).isEqualTo(Path.of("/home/ada/Library/Caches/vtp"));
        assertThat(folder("Windows 11", "LOCALAPPDATA", "/local")).isEqualTo(Path.of("/local/vtp/cache"));
        assertThat(folder("Mac OS X", "XDG_CACHE_HOME", "/xdg")).isEqualTo(Path.of("/xdg/vtp"));
        assertThat(folder("Linux", "XDG_CACHE_HOME", "/xdg", "VTP_CACHE", "/mine"))
                .isEqualTo(Path.of("/mine"));
    }

    @Test
    void whoHasNoHomeHasNoCache() throws IOException {
        UserCache cache = UserCache.of(Map.of(), "Linux", "?");
        assertThat(cache.folder()).isEmpty();
        cache.write("kind", "name", stream -> stream.write(1));
        assertThat(cache.find("kind", "name")).isEmpty();
        assertThat(Path.of("?")).doesNotExist();
    }

    @Test
    void aFileAppearsWholeOrNotAtAll(@TempDir Path folder) throws IOException {
        UserCache cache =
                UserCache.of(Map.of("VTP_CACHE", folder.resolve("cache").toString()));
        assertThatThrownBy(() -> cache.write("kind", "name", stream -> {
                    stream.write(1);
                    throw new IOException("no more");
                }))
                .hasMessageContaining("no more");
        assertThat(cache.find("kind", "name")).isEmpty();
        assertThat(folder.resolve("cache/kind")).isEmptyDirectory();
        cache.write("kind", "name", stream -> stream.write(7));
        assertThat(Files.readAllBytes(cache.find("kind", "name").orElseThrow())).containsExactly(7);
    }
}
