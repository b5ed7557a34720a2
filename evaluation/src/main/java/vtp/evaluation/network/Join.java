package vtp.evaluation.network;

import java.util.List;

/** Steps side by side, all from the same pictures; the channels of each follow those of the one before. */
record Join(List<Step> branches) implements Step {

    static Join of(Step... branches) {
        return new Join(List.of(branches));
    }

    @Override
    public Shape shape(Shape in) {
        Shape first = branches.get(0).shape(in);
        int channels = branches.stream()
                .mapToInt(branch -> branch.shape(in).channels())
                .sum();
        return new Shape(first.height(), first.width(), channels);
    }

    @Override
    public void apply(Pass pass, Planes x, Planes y) {
        int from = 0;
        for (Step branch : branches) {
            int channels = branch.shape(x.shape()).channels();
            branch.apply(pass, x, y.channels(from, channels));
            from += channels;
        }
    }
}
