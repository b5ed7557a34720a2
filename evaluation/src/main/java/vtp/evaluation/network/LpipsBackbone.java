package vtp.evaluation.network;

import java.io.IOException;
import java.util.List;
import vtp.engine.network.Parameters;
import vtp.kernels.Window;

/**
 * A network whose features LPIPS compares: five groups of layers, each of which ends where a comparison is made.
 *
 * @since 0.1.0
 */
public enum LpipsBackbone {
    /** VGG16 (Simonyan and Zisserman, arXiv:1409.1556), with which reconstructions are reported. */
    VGG(PublishedWeights.VGG16, PublishedWeights.LPIPS_VGG, 64, 128, 256, 512, 512) {
        @Override
        List<Step> groups(Convolutions make, Parameters p) throws IOException {
            Step pool = new Step.MaxPool(Window.of(2, 2));
            Window same = Window.same(3, 3);
            return List.of(
                    Chain.of(make.biased(p.at("0"), 3, 64, same), make.biased(p.at("2"), 64, 64, same)),
                    Chain.of(pool, make.biased(p.at("5"), 64, 128, same), make.biased(p.at("7"), 128, 128, same)),
                    Chain.of(
                            pool,
                            make.biased(p.at("10"), 128, 256, same),
                            make.biased(p.at("12"), 256, 256, same),
                            make.biased(p.at("14"), 256, 256, same)),
                    Chain.of(
                            pool,
                            make.biased(p.at("17"), 256, 512, same),
                            make.biased(p.at("19"), 512, 512, same),
                            make.biased(p.at("21"), 512, 512, same)),
                    Chain.of(
                            pool,
                            make.biased(p.at("24"), 512, 512, same),
                            make.biased(p.at("26"), 512, 512, same),
                            make.biased(p.at("28"), 512, 512, same)));
        }
    },
    /** AlexNet (Krizhevsky, arXiv:1404.5997): a twentieth of the work, and other numbers. */
    ALEX(PublishedWeights.ALEXNET, PublishedWeights.LPIPS_ALEX, 64, 192, 384, 256, 256) {
        @Override
        List<Step> groups(Convolutions make, Parameters p) throws IOException {
            Step pool = new Step.MaxPool(Window.of(3, 2));
            return List.of(
                    make.biased(p.at("0"), 3, 64, new Window(11, 11, 4, 2, 2)),
                    Chain.of(pool, make.biased(p.at("3"), 64, 192, Window.same(5, 5))),
                    Chain.of(pool, make.biased(p.at("6"), 192, 384, Window.same(3, 3))),
                    make.biased(p.at("8"), 384, 256, Window.same(3, 3)),
                    make.biased(p.at("10"), 256, 256, Window.same(3, 3)));
        }
    };

    private final PublishedWeights weights;
    private final PublishedWeights heads;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Integer> channels;

    LpipsBackbone(PublishedWeights weights, PublishedWeights heads, Integer... channels) {
        this.weights = weights;
        this.heads = heads;
        this.channels = List.of(channels);
    }

    /** Returns the file of the network's own weights. */
    public PublishedWeights weights() {
        return weights;
    }

    /** Returns the file of what LPIPS has learned of its features. */
    public PublishedWeights heads() {
        return heads;
    }

    /** The channels where each group ends. */
    List<Integer> channels() {
        return channels;
    }

    /** The groups, of the tensors {@code 0.weight} … below a place. */
    abstract List<Step> groups(Convolutions make, Parameters features) throws IOException;
}
