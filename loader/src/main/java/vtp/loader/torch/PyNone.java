package vtp.loader.torch;

/** Python's None. */
enum PyNone {
    NONE
}
