package vtp.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetKindTest {
    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void latentsOfSubFoldersCountWhereThereIsNothingElse() throws IOException {
        Path deep = file("a/deep/1.png.safetensors");
        Path other = file("b/2.npy");
        assertThat(SetKind.of(folder.toString())).isEqualTo(SetKind.LATENTS);
        assertThat(SetKind.latents(folder.toString())).containsExactly(deep, other);
        Path top = file("0.png.safetensors");
        assertThat(SetKind.latents(folder.toString())).containsExactly(top, deep, other);
    }

    @Test
    void featuresBesideAnExtractionAreNoLatents() throws IOException {
        Path shard = file("latents_rank00_shard000.safetensors");
        file("clip/clip_rank00_shard000.safetensors");
        file("manifest.jsonl");
        assertThat(SetKind.latents(folder.toString())).containsExactly(shard);
    }

    @Test
    void aStrayArrayMakesNoLatentsOfPictures() throws IOException {
        file("a/1.png");
        file("a/1.npy");
        assertThat(SetKind.of(folder.toString())).isEqualTo(SetKind.PICTURES);
    }
}
