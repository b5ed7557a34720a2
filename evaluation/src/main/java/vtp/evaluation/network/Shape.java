package vtp.evaluation.network;

/** The size of a picture on its way through a network. */
record Shape(int height, int width, int channels) {
    int pixels() {
        return height * width;
    }
}
