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
import vtp.evaluation.EvaluationException;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;
import vtp.evaluation.network.Lpips;
import vtp.evaluation.network.LpipsBackbone;
import vtp.evaluation.network.PublishedWeights;
import vtp.evaluation.reconstruction.ReconstructionEncoder.PerceptualDistance;
import vtp.evaluation.reconstruction.ReconstructionEncoder.PictureFeatures;

/** The networks that measure reconstructions, as far as their files are given: loaded for one thread a call. */
final class ReconstructionNetworks implements AutoCloseable {
    private final LpipsBackbone backbone;
    private final @Nullable Path backboneFile;
    private final @Nullable Path headFile;
    private final @Nullable Path inceptionFile;
    private @Nullable Lpips lpips;
    private @Nullable Inception inception;

    private ReconstructionNetworks(
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
    static ReconstructionNetworks find(@Nullable Path lpips, @Nullable Path inception) {
        try {
            if (inception != null) {
                PublishedWeights.INCEPTION.require(inception);
            }
            if (lpips == null) {
                return new ReconstructionNetworks(LpipsBackbone.VGG, null, null, inception);
            }
            boolean alex = Files.exists(lpips.resolve(PublishedWeights.ALEXNET.fileName()))
                    && Files.notExists(lpips.resolve(PublishedWeights.VGG16.fileName()));
            LpipsBackbone backbone = alex ? LpipsBackbone.ALEX : LpipsBackbone.VGG;
            Path weights = backbone.weights().in(lpips);
            return new ReconstructionNetworks(
                    backbone, weights, backbone.heads().in(lpips), inception);
        } catch (EvaluationException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Which network LPIPS has, for the settings; empty if it is not measured. */
    Optional<String> lpips() throws IOException {
        return backboneFile == null
                ? Optional.empty()
                : Optional.of(EnumName.of(backbone) + ", " + described(backboneFile));
    }

    /** Which network features are of, for the settings; empty if there are none. */
    Optional<String> inception() throws IOException {
        return inceptionFile == null ? Optional.empty() : Optional.of(described(inceptionFile));
    }

    /** "pt_inception-2015-12-05-6726825d.pth, 95628359 bytes". */
    static String described(Path file) throws IOException {
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
