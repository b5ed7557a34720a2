package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.EnumName;
import vtp.cli.console.UsageException;
import vtp.engine.image.Rgb;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;
import vtp.evaluation.network.Lpips;
import vtp.evaluation.network.LpipsBackbone;
import vtp.evaluation.reconstruction.ReconstructionEncoder.PerceptualDistance;
import vtp.evaluation.reconstruction.ReconstructionEncoder.PictureFeatures;

/** The networks that measure reconstructions, as far as their files are given: loaded for one thread a call. */
final class MeasuringNetworks implements AutoCloseable {
    private static final String PTH = ".pth";
    private static final String SAFETENSORS = ".safetensors";

    private final LpipsBackbone backbone;
    private final @Nullable Path backboneFile;
    private final @Nullable Path headFile;
    private final @Nullable Path inceptionFile;
    private @Nullable Lpips lpips;
    private @Nullable Inception inception;

    private MeasuringNetworks(
            LpipsBackbone backbone,
            @Nullable Path backboneFile,
            @Nullable Path headFile,
            @Nullable Path inceptionFile) {
        this.backbone = backbone;
        this.backboneFile = backboneFile;
        this.headFile = headFile;
        this.inceptionFile = inceptionFile;
    }

    /**
     * Finds the files; nothing is loaded yet.
     *
     * @param lpips a folder with the files of LPIPS; null for none
     * @param inception the file of Inception; null for none
     * @throws UsageException if one is missing
     */
    static MeasuringNetworks find(@Nullable Path lpips, @Nullable Path inception) {
        if (inception != null && !Files.isRegularFile(inception)) {
            throw new UsageException("--inception " + inception + ": no such file; it is"
                    + " pt_inception-2015-12-05-6726825d.pth of pytorch-fid's releases, 95,628,359 bytes, sha256"
                    + " 6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2");
        }
        if (lpips == null) {
            return new MeasuringNetworks(LpipsBackbone.VGG, null, null, inception);
        }
        Optional<Path> vgg = file(lpips, "vgg16-397923af");
        Optional<Path> alex = file(lpips, "alexnet-owt-7be5be79");
        LpipsBackbone backbone = vgg.isPresent() ? LpipsBackbone.VGG : LpipsBackbone.ALEX;
        Path weights = vgg.or(() -> alex)
                .orElseThrow(() -> new UsageException("--lpips " + lpips
                        + ": has neither vgg16-397923af.pth nor alexnet-owt-7be5be79.pth in it, both of"
                        + " download.pytorch.org/models"));
        String head = EnumName.of(backbone);
        Path heads = file(lpips, head)
                .orElseThrow(() -> new UsageException("--lpips " + lpips + ": has no " + head
                        + ".pth in it, which is in lpips/weights/v0.1 of github.com/richzhang/PerceptualSimilarity"));
        return new MeasuringNetworks(backbone, weights, heads, inception);
    }

    private static Optional<Path> file(Path folder, String name) {
        return List.of(PTH, SAFETENSORS).stream()
                .map(ending -> folder.resolve(name + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Which network LPIPS has, for the settings; empty if it is not measured. */
    Optional<String> lpips() throws IOException {
        return backboneFile == null ? Optional.empty() : Optional.of(EnumName.of(backbone) + ", " + text(backboneFile));
    }

    /** Which network features are of, for the settings; empty if there are none. */
    Optional<String> inception() throws IOException {
        return inceptionFile == null ? Optional.empty() : Optional.of(text(inceptionFile));
    }

    private static String text(Path file) throws IOException {
        return file.getFileName() + ", " + Files.size(file) + " bytes";
    }

    /** Loads LPIPS, if there is one. */
    @Nullable
    PerceptualDistance distance() throws IOException {
        if (backboneFile == null || headFile == null) {
            return null;
        }
        Lpips loaded = Lpips.load(backbone, backboneFile, headFile, 1);
        lpips = loaded;
        return (a, b, height, width) -> loaded.distances(height, width, List.of(a), List.of(b))[0];
    }

    /** Loads Inception, if there is one. */
    @Nullable
    PictureFeatures features() throws IOException {
        if (inceptionFile == null) {
            return null;
        }
        Inception loaded = Inception.load(inceptionFile, 1);
        inception = loaded;
        return new PictureFeatures() {
            @Override
            public int length() {
                return Inception.POOLED;
            }

            @Override
            public float[] of(Rgb picture) {
                return loaded.features(List.of(picture), InceptionInput.PYTORCH).pooled();
            }
        };
    }

    @Override
    public void close() {
        if (lpips != null) {
            lpips.close();
        }
        if (inception != null) {
            inception.close();
        }
    }
}
