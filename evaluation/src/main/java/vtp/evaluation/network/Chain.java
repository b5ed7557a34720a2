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
        int last = steps.size() - 1;
        Planes from = x;
        for (int i = 0; i < last; i++) {
            Planes to = pass.apply(steps.get(i), from);
            if (i > 0) {
                pass.release(from);
            }
            from = to;
        }
        steps.get(last).apply(pass, from, y);
        if (last > 0) {
            pass.release(from);
        }
    }
}
