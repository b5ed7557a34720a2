package vtp.evaluation.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import vtp.engine.network.Parameters;
import vtp.kernels.Window;

/**
 * The stages of Inception v3 (Szegedy et al., arXiv:1512.00567) as the graph of 2015 has them that the Fréchet distance
 * is measured with: average pools count the pixels inside alone, and the last block's pool is a maximum.
 */
final class InceptionStages {
    /** A named part of the network. */
    record Stage(String name, Step step) {}

    private static final double EPS = 0.001;

    private static final Window POINT = Window.of(1, 1);
    private static final Window SAME = Window.same(3, 3);
    private static final Window HALF = Window.of(3, 2);

    private final Convolutions convolutions;
    private final Parameters root;
    private final List<Stage> stages = new ArrayList<>();

    private InceptionStages(Convolutions convolutions, Parameters root) {
        this.convolutions = convolutions;
        this.root = root;
    }

    /** From (299, 299, 3) to (8, 8, 2048). */
    static List<Stage> of(Convolutions convolutions, Parameters root) throws IOException {
        return new InceptionStages(convolutions, root).all();
    }

    private List<Stage> all() throws IOException {
        stem("Conv2d_1a_3x3", 3, 32, HALF); // (149, 149, 32)
        stem("Conv2d_2a_3x3", 32, 32, Window.of(3, 1)); // (147, 147, 32)
        stem("Conv2d_2b_3x3", 32, 64, SAME); // (147, 147, 64)
        stages.add(new Stage("pool1", new Step.MaxPool(HALF))); // (73, 73, 64)
        stem("Conv2d_3b_1x1", 64, 80, POINT); // (73, 73, 80)
        stem("Conv2d_4a_3x3", 80, 192, Window.of(3, 1)); // (71, 71, 192)
        stages.add(new Stage("pool2", new Step.MaxPool(HALF))); // (35, 35, 192)
        add("Mixed_5b", blockA(root.at("Mixed_5b"), 192, 32)); // (35, 35, 256)
        add("Mixed_5c", blockA(root.at("Mixed_5c"), 256, 64)); // (35, 35, 288)
        add("Mixed_5d", blockA(root.at("Mixed_5d"), 288, 64)); // (35, 35, 288)
        add("Mixed_6a", blockB(root.at("Mixed_6a"), 288)); // (17, 17, 768)
        add("Mixed_6b", blockC(root.at("Mixed_6b"), 128)); // (17, 17, 768)
        add("Mixed_6c", blockC(root.at("Mixed_6c"), 160)); // (17, 17, 768)
        add("Mixed_6d", blockC(root.at("Mixed_6d"), 160)); // (17, 17, 768)
        add("Mixed_6e", blockC(root.at("Mixed_6e"), 192)); // (17, 17, 768)
        add("Mixed_7a", blockD(root.at("Mixed_7a"))); // (8, 8, 1280)
        add("Mixed_7b", blockE(root.at("Mixed_7b"), 1280, new Step.AveragePool(SAME))); // (8, 8, 2048)
        add("Mixed_7c", blockE(root.at("Mixed_7c"), 2048, new Step.MaxPool(SAME))); // (8, 8, 2048)
        return List.copyOf(stages);
    }

    private void stem(String name, int in, int out, Window window) throws IOException {
        stages.add(new Stage(name, unit(root.at(name), in, out, window)));
    }

    private void add(String name, Step block) {
        stages.add(new Stage(name, block));
    }

    private Step unit(Parameters p, int in, int out, Window window) throws IOException {
        return convolutions.normalised(p, in, out, window, EPS);
    }

    private Step blockA(Parameters p, int in, int pooled) throws IOException {
        return Join.of(
                unit(p.at("branch1x1"), in, 64, POINT),
                Chain.of(
                        unit(p.at("branch5x5_1"), in, 48, POINT), unit(p.at("branch5x5_2"), 48, 64, Window.same(5, 5))),
                Chain.of(
                        unit(p.at("branch3x3dbl_1"), in, 64, POINT),
                        unit(p.at("branch3x3dbl_2"), 64, 96, SAME),
                        unit(p.at("branch3x3dbl_3"), 96, 96, SAME)),
                Chain.of(new Step.AveragePool(SAME), unit(p.at("branch_pool"), in, pooled, POINT)));
    }

    private Step blockB(Parameters p, int in) throws IOException {
        return Join.of(
                unit(p.at("branch3x3"), in, 384, HALF),
                Chain.of(
                        unit(p.at("branch3x3dbl_1"), in, 64, POINT),
                        unit(p.at("branch3x3dbl_2"), 64, 96, SAME),
                        unit(p.at("branch3x3dbl_3"), 96, 96, HALF)),
                new Step.MaxPool(HALF));
    }

    private Step blockC(Parameters p, int c) throws IOException {
        Window row = Window.same(1, 7);
        Window column = Window.same(7, 1);
        return Join.of(
                unit(p.at("branch1x1"), 768, 192, POINT),
                Chain.of(
                        unit(p.at("branch7x7_1"), 768, c, POINT),
                        unit(p.at("branch7x7_2"), c, c, row),
                        unit(p.at("branch7x7_3"), c, 192, column)),
                Chain.of(
                        unit(p.at("branch7x7dbl_1"), 768, c, POINT),
                        unit(p.at("branch7x7dbl_2"), c, c, column),
                        unit(p.at("branch7x7dbl_3"), c, c, row),
                        unit(p.at("branch7x7dbl_4"), c, c, column),
                        unit(p.at("branch7x7dbl_5"), c, 192, row)),
                Chain.of(new Step.AveragePool(SAME), unit(p.at("branch_pool"), 768, 192, POINT)));
    }

    private Step blockD(Parameters p) throws IOException {
        return Join.of(
                Chain.of(unit(p.at("branch3x3_1"), 768, 192, POINT), unit(p.at("branch3x3_2"), 192, 320, HALF)),
                Chain.of(
                        unit(p.at("branch7x7x3_1"), 768, 192, POINT),
                        unit(p.at("branch7x7x3_2"), 192, 192, Window.same(1, 7)),
                        unit(p.at("branch7x7x3_3"), 192, 192, Window.same(7, 1)),
                        unit(p.at("branch7x7x3_4"), 192, 192, HALF)),
                new Step.MaxPool(HALF));
    }

    private Step blockE(Parameters p, int in, Step pool) throws IOException {
        return Join.of(
                unit(p.at("branch1x1"), in, 320, POINT),
                Chain.of(unit(p.at("branch3x3_1"), in, 384, POINT), fork(p, "branch3x3_2")),
                Chain.of(
                        unit(p.at("branch3x3dbl_1"), in, 448, POINT),
                        unit(p.at("branch3x3dbl_2"), 448, 384, SAME),
                        fork(p, "branch3x3dbl_3")),
                Chain.of(pool, unit(p.at("branch_pool"), in, 192, POINT)));
    }

    private Step fork(Parameters p, String name) throws IOException {
        return Join.of(
                unit(p.at(name + "a"), 384, 384, Window.same(1, 3)),
                unit(p.at(name + "b"), 384, 384, Window.same(3, 1)));
    }
}
