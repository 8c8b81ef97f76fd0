export { defaultAddress, parseAddress } from '../session/address.ts';
