package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding, describing, checking and making models. */
class ModelCommandsTest {
    private static final Path NANO = Path.of("../testdata/nano");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String TINY = """
            {"image_size": 32, "vision_embed_dim": 48, "vision_depth": 1, "vision_num_heads": 3,
             "decoder_embed_dim": 48, "decoder_depth": 1, "decoder_num_heads": 3,
             "text_embed_dim": 32, "text_num_heads": 2, "text_depth": 1}
            """;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void isolateTheCache() {
        cli = new Cli()
                .environment("HF_HUB_CACHE", folder.resolve("hub").toString())
                .environment("HF_HUB_OFFLINE", "1");
    }

    /** A model in the cache, with these of its files. */
    private Path cached(String repository, String... files) throws IOException {
        Path root = folder.resolve("hub/models--" + repository.replace("/", "--"));
        Path snapshot = Files.createDirectories(root.resolve("snapshots/" + COMMIT));
        Files.createDirectories(root.resolve("refs"));
        Files.writeString(root.resolve("refs/main"), COMMIT);
        for (String file : files) {
            Files.copy(NANO.resolve(file), snapshot.resolve(file));
        }
        return snapshot;
    }

    @Test
    void infoDescribesTheBuiltInModel() {
        Cli.Run run = cli.run("info").hasCode(0);
        assertThat(run.out()).contains("vtp-nano", "all 5,088,833", "64 x 16 x 16", "BF16");
        assertThat(run.err()).contains("built-in vtp-nano", "vtp pull small");
        assertThat(cli.run("info", "-q").err()).isEmpty();
    }

    @Test
    void infoAsJsonHasEveryTensorIfAsked() {
        Map<String, Object> info = cli.run("info", "--json", "--tensors", "-m", NANO)
                .hasCode(0)
                .objects()
                .get(0);
        assertThat(info).containsEntry("latent_shape", List.of(64L, 16L, 16L));
        assertThat((Map<?, ?>) info.get("parameters")).extracting("all").isEqualTo(5_088_833L);
        assertThat((List<?>) info.get("tensors")).hasSizeGreaterThan(100);
        assertThat(vtp("info", "--tensors", "-m", NANO).out()).contains("trunk.cls_token  BF16  (1, 1, 128)");
    }

    @Test
    void aModelIsAFolderOrAFileBesideItsConfiguration() {
        cli.run("info", "-m", NANO).hasCode(0);
        cli.run("info", "-m", NANO.resolve("model.safetensors")).hasCode(0);
        assertThat(cli.run("info", "-m", NANO.resolve("config.json")).hasCode(0).out())
                .startsWith("model       nano\n");
        cli.environment("VTP_MODEL", NANO.toString()).run("info").hasCode(0);
    }

    @Test
    void aModelIsFoundInTheCacheByItsIdAndByAShortName() throws IOException {
        cached("MiniMaxAI/VTP-Small-f16d64", "config.json", "model.safetensors");
        for (String name : new String[] {
            "small",
            "VTP-Small-f16d64",
            "VTP-Small-f16d64@main",
            "MiniMaxAI/VTP-Small-f16d64",
            "MiniMaxAI/VTP-Small-f16d64@main",
            "MiniMaxAI/VTP-Small-f16d64@" + COMMIT
        }) {
            assertThat(cli.run("info", "-m", name).hasCode(0).out()).contains("MiniMaxAI/VTP-Small-f16d64");
        }
    }

    @Test
    void aModelThatIsNotThereIsNamedWithTheWayToGetIt() throws IOException {
        for (String name : new String[] {"base", "org/model", "org/model@v2"}) {
            cli.run("encode", picture("red-circle"), "-m", name, "-o", folder.resolve("out"))
                    .hasCode(3)
                    .hasOneLineOfError("vtp pull " + name);
        }
        cli.run("info", "-m", "base").hasOneLineOfError(folder.resolve("hub").toString());
        cli.run("info", "-m", "no such thing").hasCode(3).hasOneLineOfError("no such thing: no such model");
        cached("MiniMaxAI/VTP-Base-f16d64", "config.json");
        cli.run("info", "-m", "base")
                .hasCode(3)
                .hasOneLineOfError("lacks model.safetensors; complete it with: vtp pull base");
        cli.run("info", "-m", folder).hasCode(3).hasOneLineOfError("config.json");
    }

    @Test
    void aBrokenModelIsReported() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.copy(NANO.resolve("config.json"), model.resolve("config.json"));
        Files.writeString(model.resolve("model.safetensors"), "short");
        cli.run("info", "-m", model).hasCode(3).hasOneLineOfError("model.safetensors");
        Files.writeString(model.resolve("config.json"), "{\"vision_depth\": \"four\", \"text_pool_type\": \"mean\"}");
        cli.run("info", "-m", model).hasCode(3).hasOneLineOfError("vision_depth");
        cli.run("info", "-m", model).hasOneLineOfError("text_pool_type");
    }

    @Test
    void synthWritesACheckpointThatIsWhole() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), TINY);
        Path model = folder.resolve("deep/model");
        cli.run("synth", "--config", config, "-o", model).hasCode(0);
        cli.run("info", "-m", model).hasCode(0);
        Path out = folder.resolve("out.png");
        cli.run("reconstruct", picture("red-circle"), "-m", model, "-o", out).hasCode(0);
        cli.run("synth", "--config", config, "-o", out).hasCode(3).hasOneLineOfError("is a file");
    }

    @Test
    void aPartThatTheModelLacksIsNamed() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.json"),
                TINY.replace("{", "{\"train_clip\": false, \"train_reconstruction\": false, "));
        Path model = folder.resolve("model");
        cli.run("synth", "--config", config, "-o", model).hasCode(0);
        Path out = folder.resolve("out.npy");
        cli.run("reconstruct", picture("red-circle"), "-m", model, "-o", "out.png")
                .hasCode(3)
                .hasOneLineOfError("no pixel decoder");
        cli.run("embed", "x", "-m", model, "-o", out).hasCode(3).hasOneLineOfError("no text tower");
        cli.run("tokenize", "x", "-m", model).hasCode(3).hasOneLineOfError("no text tower");
        cli.run("encode", picture("red-circle"), "-m", model, "-o", out).hasCode(0);
    }

    @Test
    void verifyComparesEveryStageWithAGolden() {
        Path golden = Cli.GOLDENS.resolve("black-star/golden.safetensors");
        Cli.Run run = vtp("verify", "-m", NANO, golden).hasCode(0);
        assertThat(run.out())
                .contains("trunk.norm", "latents", "are within their limits")
                .doesNotContain("OVER");
        Map<String, Object> object =
                vtp("verify", "-m", NANO, golden, "--json").hasCode(0).objects().get(0);
        assertThat(object).containsEntry("over", 0L);
    }

    @Test
    void verifyMarksTheFirstStageThatIsOff() throws IOException {
        Path config = Files.copy(NANO.resolve("config.json"), folder.resolve("config.json"));
        Path model = folder.resolve("model");
        cli.run("synth", "--config", config, "-o", model).hasCode(0);
        Path golden = Cli.GOLDENS.resolve("black-star/golden.safetensors");
        Cli.Run run = vtp("verify", "-m", model, golden).hasCode(1).hasOneLineOfError("are over their limits");
        List<String> marked =
                run.lines().stream().filter(line -> line.contains("OVER")).toList();
        assertThat(marked).singleElement().asString().startsWith("trunk.patches");
        assertThat(vtp("verify", "--json", "-m", model, golden).hasCode(1).objects())
                .hasSize(1);

        vtp("verify", NANO.resolve("model.safetensors")).hasCode(1).hasOneLineOfError("image");
        vtp("verify", folder.resolve("missing.safetensors"))
                .hasCode(1)
                .hasOneLineOfError("missing.safetensors: there is no such file in " + folder + "; name a golden, ");
        vtp("verify", folder).hasCode(1).hasOneLineOfError(": is a folder; name a golden, ");
    }

    @Test
    void demoNeedsNothingButTheProgram() {
        Path out = folder.resolve("demo");
        Cli.Run run = vtp("demo", "-o", out).hasCode(0);
        assertThat(run.lines())
                .hasSize(9)
                .anyMatch(line -> line.contains("black-star.png") && line.contains("a black star"));
        assertThat(out.resolve("landscape.png")).exists();
        for (Map<String, Object> object :
                vtp("demo", "--json", "-o", out).hasCode(0).objects()) {
            String shape = ((String) object.get("input")).replace(".png", "").replace("-", " ");
            String article = shape.startsWith("o") ? "an " : "a ";
            assertThat(object.getOrDefault("label", "a landscape")).isEqualTo(article + shape);
        }
    }

    @Test
    void modelsListsTheCacheAndWhatItLacks() throws IOException {
        cached("MiniMaxAI/VTP-Small-f16d64", "config.json", "model.safetensors");
        cached("somebody/tokenizer", "config.json");
        Path other = cached("somebody/llm");
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"llama\"}");
        Cli.Run run = cli.run("models").hasCode(0);
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0)).startsWith("MiniMaxAI/VTP-Small-f16d64@main   10.2 MB");
        assertThat(run.lines().get(1)).contains("somebody/tokenizer", "incomplete: vtp pull somebody/tokenizer@main");
        assertThat(run.out())
                .containsPattern("MiniMaxAI/VTP-Base-f16d64 +not here: vtp pull base")
                .doesNotContain("llm");

        List<Map<String, Object>> objects =
                cli.run("models", "--json").hasCode(0).objects();
        assertThat(objects.get(0)).containsEntry("complete", true).containsEntry("revision", "main");
        assertThat(objects.get(3)).containsEntry("get", "vtp pull large");
    }

    @Test
    void pullOpensNoConnectionWhenItMayNot() {
        cli.run("pull", "small").hasCode(3).hasOneLineOfError("HF_HUB_OFFLINE");
    }
}
