package vtp.server.api;

import vtp.server.http.Refusal;

/** How numbers are written in JSON. */
enum Encoding {
    /** As numbers. */
    FLOAT,
    /** As base64 of little-endian float32, which takes half the bytes and hardly any time. */
    BASE64;

    static Encoding of(Options options) throws Refusal {
        return options.choice("encoding", Encoding.class, FLOAT);
    }
}
