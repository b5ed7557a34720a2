package vtp.engine.verify;

/** How a stage is measured against a golden, and how close is close enough. */
record StageLimits(Kind kind, double rms, double largest) {

    enum Kind {
        /** Errors divided by the golden's standard deviation. */
        RELATIVE,
        /** The largest error as it is. */
        ABSOLUTE,
        /** Levels of 8 bits, and the share of values that differ. */
        LEVELS
    }

    private static final StageLimits VISION = new StageLimits(Kind.RELATIVE, 1e-3, 1e-2);
    private static final StageLimits WITHOUT_ROPE = new StageLimits(Kind.RELATIVE, 2e-6, 2e-5);
    private static final StageLimits LOGITS = new StageLimits(Kind.ABSOLUTE, 0, 0.05);
    private static final StageLimits PROBABILITIES = new StageLimits(Kind.ABSOLUTE, 0, 0.01);
    private static final StageLimits WHOLE_PICTURE = new StageLimits(Kind.LEVELS, 0.05, 1);
    /** Of so few values the share is uncertain. */
    private static final StageLimits SAMPLED_PICTURE = new StageLimits(Kind.LEVELS, 8.0 / 64, 1);

    static StageLimits of(String stage) {
        return switch (stage) {
            case "pixels", "trunk.patches", "clip.text", "clip.text_raw" -> WITHOUT_ROPE;
            case "logits" -> LOGITS;
            case "probs" -> PROBABILITIES;
            case "rgb" -> WHOLE_PICTURE;
            default -> stage.startsWith("text.") ? WITHOUT_ROPE : VISION;
        };
    }

    /**
     * Measures a stage.
     *
     * @param deviation the standard deviation of the whole stage in the golden
     * @param sampled whether {@code actual} and {@code expected} are a sample of it
     */
    StageError measure(String stage, float[] actual, double[] expected, double deviation, boolean sampled) {
        double scale = kind == Kind.RELATIVE && deviation > 0 ? deviation : 1;
        double squares = 0;
        double most = 0;
        int differing = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]) / scale;
            squares += error * error;
            most = Math.max(most, error);
            differing += error == 0 ? 0 : 1;
        }
        double typical = switch (kind) {
            case RELATIVE -> Math.sqrt(squares / expected.length);
            case ABSOLUTE -> 0;
            case LEVELS -> (double) differing / expected.length;
        };
        return (kind == Kind.LEVELS && sampled ? SAMPLED_PICTURE : this).error(stage, typical, most);
    }

    StageError error(String stage, double typical, double most) {
        return new StageError(stage, typical, most, rms, largest);
    }
}
