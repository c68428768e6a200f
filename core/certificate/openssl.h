// OpenSSL's objects, each freed by its owner.
#ifndef MESHGATE_CORE_CERTIFICATE_OPENSSL_H_
#define MESHGATE_CORE_CERTIFICATE_OPENSSL_H_

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace meshgate::openssl {

template <auto free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

// What was written to one in memory.
inline std::string TextOf(BIO* bio) {
  char* begin = nullptr;
  const long size = BIO_get_mem_data(bio, &begin);
  return std::string(begin, static_cast<size_t>(size));
}

}  // namespace meshgate::openssl

#endif  // MESHGATE_CORE_CERTIFICATE_OPENSSL_H_
