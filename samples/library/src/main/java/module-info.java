/** A program that uses VTP from the module path. */
module gallery {
    requires vtp.engine;
}
