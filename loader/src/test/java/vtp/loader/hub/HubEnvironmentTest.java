package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubEnvironmentTest {

    @TempDir
    Path home;

    /** Variables, separated by ";", and the cache that huggingface_hub 1.33 takes for them. */
    @ParameterizedTest
    @CsvSource({
        "HOME=/h, /h/.cache/huggingface/hub",
        "HOME=/h;XDG_CACHE_HOME=/x, /x/huggingface/hub",
        "HOME=/h;XDG_CACHE_HOME=~/x, /h/x/huggingface/hub",
        "HOME=/h;XDG_CACHE_HOME=/x;HF_HOME=/hf, /hf/hub",
        "HOME=/h;HF_HOME=~/hf, /h/hf/hub",
        "HOME=/h;HF_HOME=$D/hf;D=/d, /d/hf/hub",
        "HOME=/h;HF_HOME=/hf;HUGGINGFACE_HUB_CACHE=/old, /old",
        "HOME=/h;HF_HOME=/hf;HUGGINGFACE_HUB_CACHE=/old;HF_HUB_CACHE=/c, /c",
        "HOME=/h;HF_HUB_CACHE=~/c, /h/c",
        "HOME=/h;HF_HUB_CACHE=~, /h",
        "HOME=/h;HF_HUB_CACHE=/c/${USER}/$USER_not/$USER;USER=me, /c/me/$USER_not/me",
        "HOME=/h;HF_HUB_CACHE=/c/~/d, /c/~/d",
        "HOME=/h;HF_HUB_CACHE=;XDG_CACHE_HOME=, /h/.cache/huggingface/hub"
    })
    void findsTheCache(String variables, String cache) throws HubException {
        assertThat(of(variables).cache()).isEqualTo(Path.of(cache));
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "HF_HUB_OFFLINE=1, true",
        "HF_HUB_OFFLINE=yes, true",
        "HF_HUB_OFFLINE=True, true",
        "HF_HUB_OFFLINE=on, true",
        "HF_HUB_OFFLINE=0, false",
        "HF_HUB_OFFLINE=;TRANSFORMERS_OFFLINE=1, true",
        "HF_HUB_OFFLINE=0;TRANSFORMERS_OFFLINE=1, false"
    })
    void knowsWhenToStayOffline(String variables, boolean offline) throws HubException {
        assertThat(of(variables).offline()).isEqualTo(offline);
    }

    @Test
    void findsTheToken() throws IOException {
        Path file = Files.writeString(home.resolve("token"), " of-home\r\n");
        Path other = Files.writeString(home.resolve("other"), "of-path");
        String hfHome = "HF_HOME=" + home;
        assertThat(of(hfHome).token()).contains("of-home");
        assertThat(of(hfHome + ";HF_TOKEN_PATH=" + other).token()).contains("of-path");
        assertThat(of(hfHome + ";HUGGING_FACE_HUB_TOKEN=old").token()).contains("old");
        assertThat(of(hfHome + ";HUGGING_FACE_HUB_TOKEN=old;HF_TOKEN=new\n").token())
                .contains("new");
        assertThat(of(hfHome + ";HF_TOKEN=new;HF_HUB_DISABLE_IMPLICIT_TOKEN=1").token())
                .isEmpty();
        Files.writeString(file, "\n");
        assertThat(of(hfHome).token()).isEmpty();
        Files.delete(file);
        assertThat(of(hfHome).token()).isEmpty();
    }

    @Test
    void refusesATokenThatNoHeaderCanCarryWithoutQuotingIt() throws HubException {
        for (String token : new String[] {"geheim geheim", "geheim\u0001", "geheimé"}) {
            HubEnvironment environment = HubEnvironment.of(Map.of("HF_TOKEN", token));
            assertThatExceptionOfType(HubException.class)
                    .isThrownBy(environment::token)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(HubException.Kind.ENVIRONMENT))
                    .satisfies(
                            e -> assertThat(e.getMessage()).contains("HF_TOKEN").doesNotContain("geheim"));
        }
    }

    @Test
    void doesNotQuoteABrokenTokenFile() throws IOException {
        Files.write(home.resolve("token"), new byte[] {'g', 'e', 'h', 'e', 'i', 'm', (byte) 0xff});
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> of("HF_HOME=" + home).token())
                .withMessageContaining("cannot read the token in " + home.resolve("token") + ": it is no text in UTF-8")
                .withNoCause();
    }

    /** Java says "?" for the home folder of a user that the system does not list. */
    @ParameterizedTest
    @ValueSource(strings = {"?", "", "relative"})
    void aUserWithoutAHomeFolderMustNameTheCache(String userHome) throws HubException {
        for (String variables : new String[] {"", "HF_TOKEN=x", "HF_HOME=~/hf", "HF_HUB_CACHE=~"}) {
            assertThatExceptionOfType(HubException.class)
                    .isThrownBy(() -> HubEnvironment.of(map(variables), userHome))
                    .withMessageContaining("no home folder: set HF_HOME or HF_HUB_CACHE to a folder, or HOME")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(HubException.Kind.ENVIRONMENT));
        }
        HubEnvironment named = HubEnvironment.of(map("HF_HUB_CACHE=/c"), userHome);
        assertThat(named.cache()).isEqualTo(Path.of("/c"));
        assertThat(named.token()).isEmpty();
        assertThat(HubEnvironment.of(map("HF_HOME=/h"), userHome).cache()).isEqualTo(Path.of("/h/hub"));
        assertThat(HubEnvironment.of(map("HOME=/h"), userHome).cache()).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
        assertThat(HubEnvironment.of(Map.of(), "/listed").cache()).isEqualTo(Path.of("/listed/.cache/huggingface/hub"));
    }

    @Test
    void takesTheEndpoint() throws HubException {
        assertThat(of("").endpoint()).hasToString("https://huggingface.co");
        assertThat(of("HF_ENDPOINT=https://mirror.example/hf//").endpoint()).hasToString("https://mirror.example/hf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "huggingface.co",
                "ftp://h",
                "http://",
                "http:///x",
                "http://me:geheim@h",
                "http://h?x=geheim",
                "a b"
            })
    void refusesAnEndpointThatIsNone(String endpoint) {
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> HubEnvironment.of(Map.of("HF_ENDPOINT", endpoint)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HubException.Kind.ENVIRONMENT))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("HF_ENDPOINT").doesNotContain("geheim"));
    }

    @Test
    void readsTimeouts() throws HubException {
        assertThat(of("").stallTimeout()).hasSeconds(10);
        assertThat(of("HF_HUB_DOWNLOAD_TIMEOUT=3").stallTimeout()).hasSeconds(3);
        assertThat(of("HF_HUB_ETAG_TIMEOUT=4").answerTimeout()).hasSeconds(4);
        assertThat(of("HF_HUB_ETAG_TIMEOUT=0").answerTimeout()).hasSeconds(10);
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> of("HF_HUB_ETAG_TIMEOUT=soon"))
                .withMessageContaining("HF_HUB_ETAG_TIMEOUT is \"soon\"");
    }

    private static HubEnvironment of(String variables) throws HubException {
        return HubEnvironment.of(map(variables));
    }

    private static Map<String, String> map(String variables) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String variable : variables.split(";", -1)) {
            int equals = variable.indexOf('=');
            if (equals >= 0) {
                map.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return map;
    }
}
