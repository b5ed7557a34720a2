package vtp.evaluation.network;

import java.util.List;

/** Steps one after the other. */
record Chain(List<Step> steps) implements Step {

    static Chain of(Step... steps) {
        return new Chain(List.of(steps));
    }

    @Override
    public Shape shape(Shape in) {
        Shape shape = in;
        for (Step step : steps) {
            shape = step.shape(shape);
        }
        return shape;
    }

    @Override
    public void apply(Pass pass, Planes x, Planes y) {
        Planes from = x;
        for (Step step : steps.subList(0, steps.size() - 1)) {
            Planes to = pass.apply(step, from);
            if (from != x) {
                pass.release(from);
            }
            from = to;
        }
        steps.get(steps.size() - 1).apply(pass, from, y);
        if (from != x) {
            pass.release(from);
        }
    }
}
