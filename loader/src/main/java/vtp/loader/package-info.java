/**
 * Files of numbers, read and written: safetensors, NumPy's npy and npz, and the zip archives around them.
 *
 * <pre>{@code
 * try (Checkpoint checkpoint = Checkpoint.open(folder)) {                 // headers are read and checked, no data
 *     TensorInfo head = checkpoint.require("head.weight");
 *     FloatReader.of(checkpoint, head).floats(first, row);                // F32, F16, BF16 or F64, piece by piece
 * }
 * try (TensorWriter writer = TensorWriter.safetensors(AtomicFile.open(path, Existing.REPLACE), specs, Map.of())) {
 *     writer.write(MemorySegment.ofArray(latents));                       // in the order declared
 *     writer.finish();                                                    // now the file is there, whole
 * }
 * }</pre>
 *
 * <pre>
 * Checkpoint ─ SafetensorsHeader ─ HeaderParser    a file, or shards under an index   TensorWriter
 * Npy        ─ NpyHeader                           one array                          TensorWriter
 * Npz        ─ ZipArchive ─ InflatedBytes          several arrays                     NpzWriter ─ ZipWriter
 * Json       ─ JsonTokens                          small documents, strictly
 *      all ─ Bytes                                 positional reads                   AtomicFile: whole, or not there
 *      all ─ FloatReader                           elements of any type as Java numbers
 * {@link vtp.loader.torch}                         PyTorch's files
 * {@link vtp.loader.hub}                           models by name: the Hugging Face cache
 * </pre>
 *
 * <p>Files are not trusted. Every number in one is checked before it is used, none sizes an allocation unchecked, and a
 * file is refused by a {@link vtp.loader.LoaderException} in one line that names the file, what was found there, and
 * what to do: {@link vtp.loader.SafetensorsException}, {@link vtp.loader.NpyException},
 * {@link vtp.loader.ZipException} and {@link vtp.loader.torch.TorchException} for what a file holds,
 * {@link vtp.loader.DtypeException} for a type that was not expected, {@link vtp.loader.FileAccessException} for what
 * the system does not allow.
 *
 * @since 0.1.0
 */
@NullMarked
package vtp.loader;

import org.jspecify.annotations.NullMarked;
