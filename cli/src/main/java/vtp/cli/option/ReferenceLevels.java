package vtp.cli.option;

/** Which pictures reconstructions are compared with by rFID. */
public enum ReferenceLevels {
    /** As the reference's script writes them: normalised, brought back and truncated, 224 of 768 levels one lower. */
    TRUNC,
    /** The pictures themselves. */
    EXACT
}
