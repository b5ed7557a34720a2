package vtp.cli.option;

/** What the best of several classifiers is chosen on. */
public enum ProbeSelection {
    /** The pictures that it is reported on. */
    VALIDATION,
    /** A part of the training pictures that is not trained on. */
    HELD_OUT
}
