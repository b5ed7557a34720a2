package vtp.evaluation.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import vtp.evaluation.EvaluationException;

/**
 * The files of weights that networks here are loaded from, and where to get them. They are not part of the program.
 *
 * @since 0.1.0
 */
public enum PublishedWeights {
    /** Inception v3 of 2015, as pytorch-fid has converted it. */
    INCEPTION(
            "pt_inception-2015-12-05-6726825d.pth",
            95_628_359,
            "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
            "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/"),
    /** VGG16, as torchvision has it. */
    VGG16(
            "vgg16-397923af.pth",
            553_433_881,
            "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
            "https://download.pytorch.org/models/"),
    /** What LPIPS has learned of VGG16's features. */
    LPIPS_VGG(
            "vgg.pth",
            7_289,
            "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
            "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/"),
    /** AlexNet, as torchvision has it. */
    ALEXNET(
            "alexnet-owt-7be5be79.pth",
            244_408_911,
            "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02",
            "https://download.pytorch.org/models/"),
    /** What LPIPS has learned of AlexNet's features. */
    LPIPS_ALEX(
            "alex.pth",
            6_009,
            "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
            "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/");

    private final String fileName;
    private final long bytes;
    private final String sha256;
    private final String folder;

    PublishedWeights(String fileName, long bytes, String sha256, String folder) {
        this.fileName = fileName;
        this.bytes = bytes;
        this.sha256 = sha256;
        this.folder = folder;
    }

    /** Returns the file's name, where it is published. */
    public String fileName() {
        return fileName;
    }

    /** Returns where to get the file, how large it is and its sha256, in words. */
    public String where() {
        return String.format(Locale.ROOT, "%s%s, %,d bytes, sha256 %s", folder, fileName, bytes, sha256);
    }

    /**
     * Checks that a file is there.
     *
     * @throws EvaluationException if it is not, which says where to get it
     */
    public Path require(Path file) throws EvaluationException {
        if (!Files.exists(file)) {
            throw new EvaluationException(file.toString(), "no such file; get it from " + where());
        }
        return file;
    }

    /**
     * Finds the file in a folder.
     *
     * @throws EvaluationException if it is not there, which says where to get it
     */
    public Path in(Path folder) throws EvaluationException {
        return require(folder.resolve(fileName));
    }
}
