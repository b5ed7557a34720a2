package vtp.loader.torch;

import vtp.loader.Quote;
import vtp.loader.torch.TorchException.Kind;

/** Makes the errors of one file. */
record Fault(String file) {
    TorchException of(Kind kind, String problem) {
        return new TorchException(kind, file, problem);
    }

    /** A value as an error shows it: its kind, and what it is if that is short. */
    static String shown(Object value) {
        if (value instanceof String text) {
            return Quote.of(text);
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Globals) {
            return Quote.plain(value.toString());
        }
        return switch (value) {
            case PyDict ignored -> "a dictionary";
            case PyList ignored -> "a list";
            case PyTuple ignored -> "a tuple";
            case Tensor ignored -> "a tensor";
            case Storage ignored -> "a storage";
            default -> "None";
        };
    }
}
