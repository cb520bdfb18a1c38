// The compile-time tie between the runtime and the code emitted for it.

package client

// Handshake1 is the generation of this runtime. Emitted packages refer to it.
//
// If the compiler says that a Handshake constant is undefined, the package that
// refers to it was generated for another runtime than the one it imports. Run
// "keywright generate" for both with one version of keywright, or point
// "runtime" in keywright.yaml at the runtime that fits.
const Handshake1 = 1
