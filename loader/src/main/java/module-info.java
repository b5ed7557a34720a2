/** Files only: safetensors, npy and npz, PyTorch's files, and the Hugging Face cache; no model and no arithmetic. */
module vtp.loader {
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires static transitive org.jspecify;

    exports vtp.loader;
    exports vtp.loader.hub;
    exports vtp.loader.torch;
}
